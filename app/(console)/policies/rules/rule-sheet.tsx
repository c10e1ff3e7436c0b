"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import type { Rule } from "#lib/policies/schemas.ts";
import { useInvalidFocus } from "../../use-invalid-focus.ts";
import { checkRuleAction } from "../actions.ts";
import { fromDraft, ruleField, toDraft, type DraftErrors } from "./rule-draft.ts";
import { RuleFields } from "./rule-fields.tsx";

type RuleSheetProps = {
  /** The rule to change, "new" for one to add. */
  rule: Rule | "new";
  /** Ids of the other rules. */
  taken: readonly string[];
  onSave: (rule: Rule) => void;
  onClose: () => void;
};

/** The form of one rule. Saving changes the draft; publishing the draft is a step of its own. */
export function RuleSheet({ rule, taken, onSave, onClose }: RuleSheetProps) {
  const formId = useId();
  const [draft, setDraft] = useState(() => toDraft(rule === "new" ? undefined : rule));
  const [errors, setErrors] = useState<DraftErrors>({});
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(errors);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const result = fromDraft(draft, taken);
    if ("errors" in result) setErrors(result.errors);
    else check(result.rule);
  }
  /** What only the server can tell: the languages of conditions, masks and operations are too large to be sent here. */
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
  return (
    <Sheet
      open
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
        <RuleFields draft={draft} errors={errors} onChange={(change) => setDraft({ ...draft, ...change })} />
      </form>
    </Sheet>
  );
}
