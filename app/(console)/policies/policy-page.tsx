"use client";

import { useState } from "react";
import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import type { PolicyVersionSummary, Rule } from "#lib/policies/schemas.ts";
import { PublishBar } from "./publish-bar.tsx";
import { RuleSheet } from "./rule-sheet.tsx";
import { RulesTable } from "./rules-table.tsx";
import { policyParsers } from "./search-params.ts";
import { VersionHistory } from "./version-history.tsx";

type PolicyPageProps = { version: number; rules: Rule[]; versions: PolicyVersionSummary[]; mayWrite: boolean };

/** What is being changed, and the version it was begun on. */
type Draft = { baseVersion: number; rules: Rule[] };

export function PolicyPage({ version, rules, versions, mayWrite }: PolicyPageProps) {
  const [{ view }, setParams] = useQueryStates(policyParsers);
  const [draft, setDraft] = useState<Draft | null>(null);
  /** The rule whose form is open; "new" for one to add. */
  const [editing, setEditing] = useState<Rule | "new" | null>(null);
  const shown = draft?.rules ?? rules;
  const change = (next: Rule[]) => setDraft({ baseVersion: draft?.baseVersion ?? version, rules: next });
  // By id: the page gets its rules anew whenever something live refreshes it, also while a form is open.
  const isEdited = (rule: Rule) => editing !== null && editing !== "new" && rule.id === editing.id;
  const save = (rule: Rule) => {
    change(editing === "new" ? [...shown, rule] : shown.map((other) => (isEdited(other) ? rule : other)));
    setEditing(null);
  };
  return (
    <>
      <PageHeader
        title="Policies"
        description={
          mayWrite
            ? "Rules decide each call: any that denies wins, then any that holds, then any that allows. A call that no rule matches is denied."
            : "Rules decide each call: deny beats hold beats allow, and no match is denied. You may read them; admins change them."
        }
        actions={
          mayWrite && (
            <Button variant="primary" onClick={() => setEditing("new")}>
              <Plus aria-hidden className="size-4" />
              Add a rule
            </Button>
          )
        }
      />
      <div className="pt-1">
        <Tabs
          wide
          label="Policy"
          value={view}
          onChange={(next) => void setParams({ view: next })}
          tabs={[
            { value: "rules", label: version === 0 ? "Rules" : `Rules, version ${version}` },
            { value: "history", label: "History" },
          ]}
        >
          <TabPanel value="rules" className="pt-0">
            {shown.length === 0 ? (
              <EmptyState title="No rules, so every call is denied">
                A rule says which calls are allowed, held for a person, or denied. Begin with one that allows what your
                agents do every day.
              </EmptyState>
            ) : (
              <RulesTable
                rules={shown}
                published={rules}
                {...(mayWrite && {
                  onEdit: setEditing,
                  onDelete: (rule: Rule) => change(shown.filter((other) => other.id !== rule.id)),
                })}
              />
            )}
          </TabPanel>
          <TabPanel value="history" className="pt-0">
            <VersionHistory versions={versions} />
          </TabPanel>
        </Tabs>
      </div>
      {draft && (
        <PublishBar
          baseVersion={draft.baseVersion}
          rules={draft.rules}
          published={rules}
          onDone={() => setDraft(null)}
          onDiscard={() => setDraft(null)}
        />
      )}
      <RuleSheet
        key={editing === null ? "none" : editing === "new" ? "new" : editing.id}
        rule={editing}
        taken={shown.filter((other) => !isEdited(other)).map((other) => other.id)}
        onSave={save}
        onClose={() => setEditing(null)}
      />
    </>
  );
}
