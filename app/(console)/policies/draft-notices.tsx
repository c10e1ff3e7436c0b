"use client";

import { useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import type { DraftInHand } from "./use-policy-draft.ts";

type DraftNoticesProps = { draft: DraftInHand; version: number; mayWrite: boolean };

/** What has to be settled between people: two drafts of the same text, or a draft of an older version. */
export function DraftNotices({ draft, version, mayWrite }: DraftNoticesProps) {
  const [pending, startTransition] = useTransition();
  const base = draft.saved?.baseVersion ?? version;
  if (!mayWrite || (draft.conflict === null && base === version)) return null;
  return (
    <div className="flex flex-col gap-2 px-4 pt-3">
      {draft.conflict !== null && (
        <Banner
          tone="danger"
          title="Two people edit the draft. Yours is not saved."
          action={
            <span className="flex flex-wrap gap-2">
              <Button size="sm" pending={pending} onClick={() => startTransition(() => draft.settle("theirs"))}>
                Take theirs
              </Button>
              <Button size="sm" pending={pending} onClick={() => startTransition(() => draft.settle("mine"))}>
                Replace theirs by mine
              </Button>
            </span>
          }
        >
          {draft.conflict}
        </Banner>
      )}
      {draft.conflict === null && base !== version && (
        <Banner
          tone="warning"
          title={`This draft was begun on version ${base}, and version ${version} is in force by now.`}
          action={
            <Button
              size="sm"
              pending={pending}
              onClick={() => startTransition(async () => void (await draft.rebase()))}
            >
              {`Follow version ${version}`}
            </Button>
          }
        >
          {`What version ${version} changed is not in it. The review shows what publishing would take back.`}
        </Banner>
      )}
    </div>
  );
}
