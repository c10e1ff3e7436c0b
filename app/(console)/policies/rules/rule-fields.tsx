"use client";

import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select, Textarea } from "#components/ui/input.tsx";
import { Effect, HttpMethod, McpMethod } from "#lib/policies/schemas.ts";
import { ApprovalFields } from "./approval-fields.tsx";
import { ConditionHelp } from "./condition-help.tsx";
import { NamesField } from "./names-field.tsx";
import type { DraftErrors, RuleDraft } from "./rule-draft.ts";

const effectWords: Record<Effect, string> = {
  deny: "Deny: refuse the call",
  hold: "Hold: wait for a person to approve",
  allow: "Allow: forward the call",
};

type RuleFieldsProps = {
  draft: RuleDraft;
  errors: DraftErrors;
  onChange: (change: Partial<RuleDraft>) => void;
};

/** The fields of one rule, in a sheet or beside its YAML. */
export function RuleFields({ draft, errors, onChange }: RuleFieldsProps) {
  const names = (
    key: "connections" | "tools" | "paths" | "operations" | "groups" | "agents",
    label: string,
    hint: string,
  ) => (
    <NamesField
      label={label}
      hint={hint}
      value={draft[key]}
      error={errors[key]}
      onChange={(value) => onChange({ [key]: value })}
    />
  );
  return (
    <>
      <Field label="Name" hint="Words joined by hyphens; the audit log shows it." error={errors.id}>
        <Input
          value={draft.id}
          onChange={(event) => onChange({ id: event.currentTarget.value })}
          placeholder="refunds-need-finance"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Field label="Effect" error={errors.effect}>
        <Select
          value={draft.effect}
          onChange={(event) => onChange({ effect: Effect.parse(event.currentTarget.value) })}
        >
          {Effect.options.map((effect) => (
            <option key={effect} value={effect}>
              {effectWords[effect]}
            </option>
          ))}
        </Select>
      </Field>
      <Checkbox
        label="Only observe: decide nothing, count what it would have done"
        checked={draft.observe}
        onChange={(event) => onChange({ observe: event.currentTarget.checked })}
      />
      <fieldset className="flex flex-col gap-4 border-t pt-4">
        <legend className="float-left w-full text-sm text-muted">
          Which calls: every field that is filled in must match. Separate names by commas; * stands for any characters.
        </legend>
        {names("connections", "Connections", "Empty: every connection.")}
        {names("tools", "MCP tools", "Empty: every tool. Filled in, the rule is about tool calls only.")}
        <Choices
          legend="MCP methods"
          hint="None: every method. Any: the rule is about MCP only."
          options={McpMethod.options}
          chosen={draft.mcpMethods}
          onChange={(mcpMethods) => onChange({ mcpMethods })}
        />
        <Choices
          legend="HTTP methods"
          hint="None: every method. Any: the rule is about HTTP requests only."
          options={HttpMethod.options}
          chosen={draft.methods}
          onChange={(methods) => onChange({ methods })}
        />
        {names("paths", "HTTP paths", "Such as /api/v1/monitor/*; ** also crosses slashes. Empty: every path.")}
        {names("operations", "HTTP operations", "By the names of the API's own documentation. Empty: every operation.")}
        {names("agents", "Agents", "Empty: every agent, and people without one.")}
        {names("groups", "Caller groups", "Empty: every caller. Filled in: callers in one of these groups.")}
      </fieldset>
      <div className="flex flex-col gap-1.5">
        <Field
          label="Condition"
          hint={`CEL, such as args.amount > 500 && !("billing" in caller.groups). Empty: none. If it fails, the rule denies or holds, and never allows.`}
          error={errors.when}
        >
          <Textarea
            value={draft.when}
            onChange={(event) => onChange({ when: event.currentTarget.value })}
            rows={3}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <ConditionHelp />
      </div>
      {draft.effect === "hold" && <ApprovalFields draft={draft} errors={errors} onChange={onChange} />}
      {draft.effect !== "deny" && (
        <Field
          label="Masks"
          hint="A list in YAML, such as - { where: response, detect: [email], with: token }. Empty: none but credentials in what is stored."
          error={errors.mask}
        >
          <Textarea
            value={draft.mask}
            onChange={(event) => onChange({ mask: event.currentTarget.value })}
            rows={3}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
      <Field label="Message" hint="Shown to the agent and to the approver. May stay empty." error={errors.message}>
        <Textarea
          value={draft.message}
          onChange={(event) => onChange({ message: event.currentTarget.value })}
          rows={2}
        />
      </Field>
      <Field label="Description" hint="For those who maintain the policy. May stay empty." error={errors.description}>
        <Textarea
          value={draft.description}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
          rows={2}
        />
      </Field>
    </>
  );
}

type ChoicesProps<Value extends string> = {
  legend: string;
  hint: string;
  options: readonly Value[];
  chosen: readonly Value[];
  onChange: (chosen: Value[]) => void;
};

function Choices<Value extends string>({ legend, hint, options, chosen, onChange }: ChoicesProps<Value>) {
  return (
    <fieldset>
      <legend className="text-sm font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-4">
        {options.map((option) => (
          <Checkbox
            key={option}
            label={<span className="font-mono text-xs">{option}</span>}
            checked={chosen.includes(option)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...chosen, option] : chosen.filter((other) => other !== option))
            }
          />
        ))}
      </div>
      <p className="text-xs text-muted">{hint}</p>
    </fieldset>
  );
}
