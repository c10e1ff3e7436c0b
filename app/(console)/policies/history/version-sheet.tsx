"use client";

import { useEffect, useState } from "react";
import type { ActionResult } from "#app/_server/action.ts";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { ErrorState, SkeletonRows } from "#components/ui/states.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import { TextDiff } from "#components/ui/text-diff.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import type { PolicyVersionDetails } from "#lib/policies/read-policy-version.ts";
import { readPolicyVersionAction } from "../actions.ts";
import { PolicyDiff } from "../policy-diff.tsx";

type VersionTab = "changes" | "in-force" | "yaml";
type VersionSheetProps = { version: number; inForce: number; onClose: () => void; onRollBack?: () => void };

/** One published version: what it changed, how it differs from what is in force, and its text. */
export function VersionSheet({ version, inForce, onClose, onRollBack }: VersionSheetProps) {
  const [tab, setTab] = useState<VersionTab>("changes");
  const read = useVersion(version);
  const current = useVersion(inForce);
  return (
    <Sheet
      open
      className="sm:max-w-3xl"
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Version ${version}`}
      description={read?.ok && `${read.value.reason} (${read.value.authorName})`}
      footer={
        onRollBack && (
          <div className="flex justify-end">
            <Button onClick={onRollBack}>{`Roll back to version ${version}`}</Button>
          </div>
        )
      }
    >
      {!read && <SkeletonRows rows={6} />}
      {read && !read.ok && <ErrorState title="This version cannot be shown">{read.message}</ErrorState>}
      {read?.ok && (
        <>
          <p className="pb-2 text-sm text-muted">
            <ExactTime at={read.value.createdAt} />
          </p>
          <Tabs
            label="Parts of this version"
            value={tab}
            onChange={setTab}
            tabs={[
              { value: "changes", label: "What it changed" },
              ...(version === inForce ? [] : [{ value: "in-force" as const, label: `Against version ${inForce}` }]),
              { value: "yaml", label: "YAML" },
            ]}
          >
            <TabPanel value="changes">
              <PolicyDiff diff={read.value.diff} />
            </TabPanel>
            <TabPanel value="in-force">
              {current?.ok ? (
                <TextDiff
                  before={current.value.source}
                  after={read.value.source}
                  label={`From version ${inForce} to version ${version}`}
                />
              ) : (
                <SkeletonRows rows={6} />
              )}
            </TabPanel>
            <TabPanel value="yaml">
              <CodeBlock code={read.value.source} name={`version ${version}`} />
            </TabPanel>
          </Tabs>
        </>
      )}
    </Sheet>
  );
}

function useVersion(version: number): ActionResult<PolicyVersionDetails> | null {
  const [read, setRead] = useState<{ of: number; result: ActionResult<PolicyVersionDetails> } | null>(null);
  useEffect(() => {
    let isStale = false;
    void readPolicyVersionAction({ version }).then((result) => {
      if (!isStale) setRead({ of: version, result });
    });
    return () => {
      isStale = true;
    };
  }, [version]);
  return read?.of === version ? read.result : null;
}
