"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select, Textarea } from "#components/ui/input.tsx";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { Effect, HttpMethod, type Rule } from "#lib/policies/schemas.ts";
import { checkRuleAction } from "./actions.ts";
import {
  expiryUnits,
  fromDraft,
  ruleField,
  toDraft,
  type DraftErrors,
  type ExpiryUnit,
  type RuleDraft,
} from "./rule-draft.ts";

const effectWords: Record<Effect, string> = {
  deny: "Deny: refuse the call",
  hold: "Hold: wait for a person to approve",
  allow: "Allow: forward the call",
};

type RuleSheetProps = {
  /** The rule to change, "new" for one to add, null while closed. */
  rule: Rule | "new" | null;
  /** Ids of the other rules. */
  taken: readonly string[];
  onSave: (rule: Rule) => void;
  onClose: () => void;
};

/** The form of one rule. Saving changes the draft; publishing the draft is a step of its own. */
export function RuleSheet({ rule, taken, onSave, onClose }: RuleSheetProps) {
  const formId = useId();
  const [draft, setDraft] = useState(() => toDraft(rule === "new" || rule === null ? undefined : rule));
  const [errors, setErrors] = useState<DraftErrors>({});
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(errors);
  const set = (change: Partial<RuleDraft>) => setDraft({ ...draft, ...change });
  function submit(event: FormEvent): void {
    event.preventDefault();
    const result = fromDraft(draft, taken);
    if ("errors" in result) setErrors(result.errors);
    else if (result.rule.when === undefined && result.rule.mask === undefined) onSave(result.rule);
    else check(result.rule);
  }
  /** What the language of conditions says; it is too large to be sent to every browser. */
  function check(candidate: Rule): void {
    startTransition(async () => {
      const checked = await checkRuleAction(candidate);
      if (!checked.ok) {
        setErrors({ id: checked.message });
        return;
      }
      const problems = Object.entries(checked.value).map(([path, problem]) => [ruleField(path.split(".")), problem]);
      if (problems.length === 0) onSave(candidate);
      else setErrors(Object.fromEntries(problems));
    });
  }
  const names = (
    key: "connections" | "tools" | "paths" | "groups" | "agents" | "approvers",
    label: string,
    hint: string,
  ) => (
    <Field label={label} hint={hint} error={errors[key]}>
      <Input
        value={draft[key]}
        onChange={(event) => set({ [key]: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  );
  return (
    <Sheet
      open={rule !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={rule === "new" ? "Add a rule" : "Edit the rule"}
      description="Nothing changes for agents until you publish."
      footer={
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending}>
            {rule === "new" ? "Add to the draft" : "Save to the draft"}
          </Button>
        </div>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Name" hint="Words joined by hyphens; the audit log shows it." error={errors.id}>
          <Input
            value={draft.id}
            onChange={(event) => set({ id: event.currentTarget.value })}
            placeholder="refunds-need-finance"
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <Field label="Effect" error={errors.effect}>
          <Select value={draft.effect} onChange={(event) => set({ effect: Effect.parse(event.currentTarget.value) })}>
            {Effect.options.map((effect) => (
              <option key={effect} value={effect}>
                {effectWords[effect]}
              </option>
            ))}
          </Select>
        </Field>
        <fieldset className="flex flex-col gap-4 border-t pt-4">
          <legend className="float-left w-full text-sm text-muted">
            Which calls: every field that is filled in must match. Separate names by commas; * stands for any
            characters.
          </legend>
          {names("connections", "Connections", "Empty: every connection.")}
          {names("tools", "MCP tools", "Empty: every tool. Filled in, the rule is about tool calls only.")}
          <Methods methods={draft.methods} onChange={(methods) => set({ methods })} />
          {names("paths", "HTTP paths", "Such as /api/v1/monitor/*; ** also crosses slashes. Empty: every path.")}
          {names("agents", "Agents", "Empty: every agent, and people without one.")}
          {names("groups", "Caller groups", "Empty: every caller. Filled in: callers in one of these groups.")}
        </fieldset>
        <Field
          label="Condition"
          hint={`CEL, such as args.amount > 500 && !("billing" in caller.groups). Empty: none. If it fails, the rule denies or holds, and never allows.`}
          error={errors.when}
        >
          <Textarea
            value={draft.when}
            onChange={(event) => set({ when: event.currentTarget.value })}
            rows={3}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        {draft.effect === "hold" && (
          <fieldset className="flex flex-col gap-4 border-t pt-4">
            <legend className="float-left w-full text-sm text-muted">Who approves, and how long they have.</legend>
            {names("approvers", "Approver groups", "One person in one of these groups decides; never the requester.")}
            <Expiry draft={draft} error={errors.expiry} onChange={set} />
          </fieldset>
        )}
        {draft.effect !== "deny" && (
          <Field
            label="Masks"
            hint='A JSON list, such as [{ "where": "response", "detect": ["email"], "with": "token" }]. Empty: none but credentials in what is stored.'
            error={errors.mask}
          >
            <Textarea
              value={draft.mask}
              onChange={(event) => set({ mask: event.currentTarget.value })}
              rows={3}
              spellCheck={false}
              className="font-mono"
            />
          </Field>
        )}
        <Field label="Message" hint="Shown to the agent and to the approver. May stay empty." error={errors.message}>
          <Textarea value={draft.message} onChange={(event) => set({ message: event.currentTarget.value })} />
        </Field>
      </form>
    </Sheet>
  );
}

type Methods = RuleDraft["methods"];

function Methods({ methods, onChange }: { methods: Methods; onChange: (methods: Methods) => void }) {
  return (
    <fieldset>
      <legend className="text-sm font-medium">HTTP methods</legend>
      <div className="flex flex-wrap gap-x-4">
        {HttpMethod.options.map((method) => (
          <Checkbox
            key={method}
            label={<span className="font-mono text-xs">{method}</span>}
            checked={methods.includes(method)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...methods, method] : methods.filter((other) => other !== method))
            }
          />
        ))}
      </div>
      <p className="text-xs text-muted">None: every method. Any: the rule is about HTTP requests only.</p>
    </fieldset>
  );
}

type ExpiryProps = { draft: RuleDraft; error: string | undefined; onChange: (change: Partial<RuleDraft>) => void };

function Expiry({ draft, error, onChange }: ExpiryProps) {
  return (
    <div className="flex items-start gap-2">
      <Field label="Expires after" error={error} className="flex grow flex-col gap-1">
        <Input
          inputMode="numeric"
          value={draft.expiry}
          onChange={(event) => onChange({ expiry: event.currentTarget.value })}
        />
      </Field>
      <Field label="Unit" className="flex w-32 flex-col gap-1">
        <Select
          value={draft.expiryUnit}
          onChange={(event) => onChange({ expiryUnit: event.currentTarget.value as ExpiryUnit })}
        >
          {Object.keys(expiryUnits).map((unit) => (
            <option key={unit}>{unit}</option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
