"use client";

import { useState } from "react";
import dynamic from "next/dynamic";
import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { SkeletonRows } from "#components/ui/states.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import type { PolicyDraft } from "#lib/drafts/schemas.ts";
import type { PolicyInForce } from "#lib/policies/read-policy.ts";
import type { PolicyDocument, PolicyTest, PolicyVersionSummary } from "#lib/policies/schemas.ts";
import { DraftBar } from "./draft-bar.tsx";
import { DraftNotices } from "./draft-notices.tsx";
import { RulesView } from "./rules/rules-view.tsx";
import { policyParsers } from "./search-params.ts";
import { useCheckedPolicy } from "./use-checked-policy.ts";
import { usePolicyDocument } from "./use-policy-document.ts";
import { usePolicyDraft } from "./use-policy-draft.ts";
import type { KnownNames } from "./yaml/complete-policy.ts";

// What is not looked at first comes when it is opened.
const loading = () => <SkeletonRows rows={6} />;
const BacktestView = dynamic(() => import("./backtest/backtest-view.tsx").then((module) => module.BacktestView), {
  loading,
});
const ExplainView = dynamic(() => import("./explain/explain-view.tsx").then((module) => module.ExplainView), {
  loading,
});
const VersionHistory = dynamic(() => import("./history/version-history.tsx").then((module) => module.VersionHistory), {
  loading,
});
const TestsView = dynamic(() => import("./tests/tests-view.tsx").then((module) => module.TestsView), { loading });
const YamlView = dynamic(() => import("./yaml/yaml-view.tsx").then((module) => module.YamlView), { loading });
// Without `loading` all of the page would be hidden until they are there, and lose the focus.
const PublishDialog = dynamic(() => import("./publish-dialog.tsx").then((module) => module.PublishDialog), {
  loading: () => null,
});
const TestSheet = dynamic(() => import("./tests/test-sheet.tsx").then((module) => module.TestSheet), {
  loading: () => null,
});

type PolicyPageProps = {
  policy: PolicyInForce;
  draft: PolicyDraft | null;
  /** What the draft says, or the policy where there is none; null where that cannot be read. */
  document: PolicyDocument | null;
  versions: PolicyVersionSummary[];
  known: KnownNames;
  mayWrite: boolean;
};

/** What is open over the page. */
type Open = { kind: "publish" } | { kind: "new-rule" } | { kind: "test"; test: Omit<PolicyTest, "name"> };

export function PolicyPage(props: PolicyPageProps) {
  const { policy, draft: stored, versions, known, mayWrite } = props;
  const [{ view, call, backtest, version: openVersion }, setParams] = useQueryStates(policyParsers);
  const [open, setOpen] = useState<Open | null>(null);
  const draft = usePolicyDraft(policy.version, policy.source, stored);
  const checked = useCheckedPolicy(draft.source, policy.version);
  const read = { source: (stored ?? policy).source, document: props.document };
  const { document, change } = usePolicyDocument(draft.source, read, draft.edit);
  const isDraft = draft.saved !== null || draft.source !== policy.source;
  const failing = checked.result?.tests.filter(({ passed }) => !passed).length ?? 0;
  const problems = checked.result?.problems.length ?? 0;
  const close = () => setOpen(null);
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
          <>
            <ButtonLink href="/policies/packs">Packs</ButtonLink>
            {mayWrite && (
              <Button variant="primary" disabled={!document} onClick={() => setOpen({ kind: "new-rule" })}>
                <Plus aria-hidden className="size-4" />
                Add a rule
              </Button>
            )}
          </>
        }
      />
      <DraftNotices draft={draft} version={policy.version} mayWrite={mayWrite} />
      <div className="flex grow flex-col pt-1">
        <Tabs
          wide
          label="Policy"
          value={view}
          onChange={(next) => void setParams({ view: next })}
          tabs={[
            { value: "rules", label: rulesLabel(policy.version, isDraft) },
            { value: "yaml", label: "YAML", badge: <Count count={problems} of="problems" /> },
            { value: "explain", label: "Explain" },
            { value: "backtest", label: "Backtest" },
            { value: "tests", label: "Tests", badge: <Count count={failing} of="failing" /> },
            { value: "history", label: "History" },
          ]}
        >
          <TabPanel value="rules" className="pt-0">
            <RulesView
              document={document}
              published={policy.document.rules}
              isAdding={open?.kind === "new-rule"}
              onAdded={close}
              {...(mayWrite && { onChange: (rules) => change({ rules }) })}
            />
          </TabPanel>
          <TabPanel value="yaml" className="pt-0">
            <YamlView
              source={draft.source}
              document={document}
              checked={checked}
              known={known}
              {...(mayWrite && { onEdit: draft.edit, onSave: () => void draft.save() })}
            />
          </TabPanel>
          <TabPanel value="explain" className="pt-0">
            <ExplainView
              callId={call}
              onCallId={(id) => void setParams({ call: id })}
              version={policy.version}
              draftSource={isDraft ? draft.source : null}
              {...(mayWrite && document && { onKeep: (test) => setOpen({ kind: "test", test }) })}
            />
          </TabPanel>
          <TabPanel value="backtest" className="pt-0">
            <BacktestView
              id={backtest}
              onId={(id) => void setParams({ backtest: id })}
              source={draft.source}
              isDraft={isDraft}
              version={policy.version}
            />
          </TabPanel>
          <TabPanel value="tests" className="pt-0">
            <TestsView
              document={document}
              checked={checked}
              {...(mayWrite && { onChange: (tests) => change({ tests }) })}
            />
          </TabPanel>
          <TabPanel value="history" className="pt-0">
            <VersionHistory
              versions={versions}
              mayWrite={mayWrite}
              open={openVersion}
              onOpen={(version) => void setParams({ version })}
            />
          </TabPanel>
        </Tabs>
      </div>
      {isDraft && mayWrite && (
        <DraftBar draft={draft} checked={checked} onReview={() => setOpen({ kind: "publish" })} />
      )}
      {open?.kind === "publish" && (
        <PublishDialog
          version={policy.version}
          published={policy.source}
          draft={draft}
          checked={checked}
          onPublished={close}
          onClose={close}
        />
      )}
      {open?.kind === "test" && document && (
        <TestSheet
          test={{ name: "", ...open.test }}
          isNew
          taken={(document.tests ?? []).map(({ name }) => name)}
          onSave={(test) => {
            change({ tests: [...(document.tests ?? []), test] });
            close();
            void setParams({ view: "tests" });
          }}
          onClose={close}
        />
      )}
    </>
  );
}

function rulesLabel(version: number, isDraft: boolean): string {
  if (isDraft) return "Rules, draft";
  return version === 0 ? "Rules" : `Rules, version ${version}`;
}

function Count({ count, of }: { count: number; of: string }) {
  if (count === 0) return null;
  return (
    <span className="text-xs text-danger">
      {count}
      <span className="sr-only">{` ${of}`}</span>
    </span>
  );
}
