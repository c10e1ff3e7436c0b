"use client";

import { useState } from "react";
import dynamic from "next/dynamic";
import { Banner } from "#components/ui/banner.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { PolicyDocument, Rule } from "#lib/policies/schemas.ts";
import { useObserved } from "./observed.tsx";
import { RulesTable } from "./rules-table.tsx";

/** Fetched when the first form is opened. Without `loading` all of the page would be hidden meanwhile. */
const RuleSheet = dynamic(() => import("./rule-sheet.tsx").then((module) => module.RuleSheet), {
  loading: () => null,
});

type RulesViewProps = {
  /** Null while the text of the draft cannot be read. */
  document: PolicyDocument | null;
  /** The rules in force, to mark what differs. */
  published: Rule[];
  /** Whether the form of a new rule is open. */
  isAdding: boolean;
  onAdded: () => void;
  /** Absent where the reader may only read. */
  onChange?: (rules: Rule[]) => void;
};

/** The rules of the draft, or of the version in force, and their forms. */
export function RulesView({ document, published, isAdding, onAdded, onChange }: RulesViewProps) {
  const observed = useObserved(document?.rules.some(({ observe }) => observe) ?? false);
  const [edited, setEdited] = useState<Rule | null>(null);
  if (!document) {
    return (
      <div className="p-4">
        <Banner tone="danger" title="The rules of this draft cannot be shown">
          Its text has problems. The YAML tab says which, and where.
        </Banner>
      </div>
    );
  }
  const { rules } = document;
  const isEdited = (rule: Rule) => edited !== null && rule.id === edited.id;
  function save(rule: Rule): void {
    // By id: the page gets its rules anew whenever something live refreshes it, also while a form is open.
    onChange?.(edited ? rules.map((other) => (isEdited(other) ? rule : other)) : [...rules, rule]);
    close();
  }
  function close(): void {
    setEdited(null);
    onAdded();
  }
  return (
    <>
      {rules.length === 0 ? (
        <EmptyState title="No rules, so every call is denied">
          A rule says which calls are allowed, held for a person, or denied. Begin with one that allows what your agents
          do every day.
        </EmptyState>
      ) : (
        <RulesTable
          rules={rules}
          published={published}
          observed={observed}
          {...(onChange && {
            onEdit: setEdited,
            onDelete: (rule: Rule) => onChange(rules.filter((other) => other.id !== rule.id)),
          })}
        />
      )}
      {(edited !== null || isAdding) && (
        <RuleSheet
          key={edited ? `edit ${edited.id}` : "new"}
          rule={edited ?? "new"}
          taken={rules.filter((other) => !isEdited(other)).map((other) => other.id)}
          onSave={save}
          onClose={close}
        />
      )}
    </>
  );
}
