"use client";

import { useState } from "react";
import type { PolicyDocument, Rule } from "#lib/policies/schemas.ts";
import { editDocument } from "../read-document.ts";
import { fromDraft, toDraft, type DraftErrors, type RuleDraft } from "../rules/rule-draft.ts";
import { RuleFields } from "../rules/rule-fields.tsx";

type RuleAsideProps = {
  source: string;
  document: PolicyDocument | null;
  /** The rule that the cursor is in. */
  rule: Rule | undefined;
  /** Absent where the reader may only read. */
  onEdit?: (source: string) => void;
};

/** The form of a rule beside its YAML: whatever is right in it is written into the text at once. */
export function RuleAside({ source, document, rule, onEdit }: RuleAsideProps) {
  /** The rule as this form last read or wrote it. A text that says something else has been edited elsewhere. */
  const [known, setKnown] = useState(rule);
  const [draft, setDraft] = useState(() => toDraft(rule));
  const [errors, setErrors] = useState<DraftErrors>({});
  if (rule && JSON.stringify(rule) !== JSON.stringify(known)) {
    setKnown(rule);
    setDraft(toDraft(rule));
    setErrors({});
  }
  if (!onEdit) return null;
  if (!document || !rule) {
    return (
      <aside aria-label="Form" className="border-t pt-3 text-sm text-muted lg:border-t-0 lg:border-l lg:pt-0 lg:pl-4">
        {document
          ? "Put the cursor into a rule, and its form appears here."
          : "The form is back as soon as the text can be read and each rule has what it needs."}
      </aside>
    );
  }
  function change(part: Partial<RuleDraft>): void {
    if (!document || !rule || !onEdit) return;
    const next = { ...draft, ...part };
    const taken = document.rules.filter((other) => other !== rule).map(({ id }) => id);
    const result = fromDraft(next, taken);
    setDraft(next);
    if ("errors" in result) {
      setErrors(result.errors);
      return;
    }
    setErrors({});
    setKnown(result.rule);
    const rules = document.rules.map((other) => (other === rule ? result.rule : other));
    onEdit(editDocument(source, document, { rules }));
  }
  return (
    <aside
      aria-label="Form"
      className="flex flex-col gap-4 border-t pt-3 lg:h-[calc(100dvh-14rem)] lg:overflow-y-auto lg:border-t-0 lg:border-l lg:pt-0 lg:pl-4"
    >
      <h2 className="text-sm font-medium">The rule at the cursor, as a form</h2>
      <RuleFields draft={draft} errors={errors} onChange={change} />
    </aside>
  );
}
