"use client";

import { useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { describeDiff } from "./describe-diff.ts";
import type { Checked } from "./use-checked-policy.ts";
import type { DraftInHand } from "./use-policy-draft.ts";

type DraftBarProps = { draft: DraftInHand; checked: Checked; onReview: () => void };

/** Stays in view while there is a draft: what it changes, whether it is saved, and the way to publish it. */
export function DraftBar({ draft, checked, onReview }: DraftBarProps) {
  const [pending, startTransition] = useTransition();
  return (
    <section
      aria-label="The draft"
      className="sticky bottom-0 z-10 mt-auto flex flex-wrap items-center gap-x-4 gap-y-2 border-t bg-raised px-4 py-2.5"
    >
      <p className="min-w-0 grow text-sm">
        <span className="font-medium">Draft</span>
        <output className="text-muted">{`: ${describe(checked)}`}</output>
        <span className="block text-xs text-muted">
          <SaveState draft={draft} />
        </span>
      </p>
      <div className="flex gap-2">
        {(draft.state === "waiting" || draft.state === "failed") && (
          <Button onClick={() => void draft.save()}>Save</Button>
        )}
        <Button pending={pending} onClick={() => startTransition(() => draft.discard())}>
          Discard
        </Button>
        <Button variant="primary" onClick={onReview} disabled={draft.conflict !== null}>
          Review and publish
        </Button>
      </div>
    </section>
  );
}

function SaveState({ draft: { state, saved, failure } }: { draft: DraftInHand }) {
  if (state === "failed") return <span className="text-danger">{`Not saved. ${failure ?? ""}`}</span>;
  if (state === "saving") return "Saving";
  if (state === "waiting") return "Saved when you pause";
  if (!saved) return "Not saved yet";
  return (
    <>
      {`Saved by ${saved.authorName} `}
      <RelativeTime at={saved.savedAt} />
    </>
  );
}

/** What the draft changes, or what is in the way of publishing it. */
function describe({ result, isCurrent, failure }: Checked): string {
  if (failure !== null) return "it could not be checked";
  if (!result || !isCurrent) return "being checked";
  const problems = result.problems.length;
  if (problems > 0) return problems === 1 ? "1 problem to correct" : `${problems} problems to correct`;
  const failing = result.tests.filter(({ passed }) => !passed).length;
  const tests = failing === 0 ? "" : failing === 1 ? "; 1 test fails" : `; ${failing} tests fail`;
  return `${describeDiff(result.diff)}${tests}`;
}
