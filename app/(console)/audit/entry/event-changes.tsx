"use client";

import { TextDiff } from "#components/ui/text-diff.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { ConfigChange } from "./config-changes.ts";

const shownAtMost = 50;

/** What was configured before and after, line by line. */
export function EventChanges({ changes }: { changes: ConfigChange[] }) {
  return (
    <div className="flex flex-col gap-4">
      {changes.slice(0, shownAtMost).map(({ what, before, after }) => (
        <section key={what} aria-label={what.slice(0, 100)}>
          <h3 className="pb-1 text-sm font-medium">
            <UntrustedText text={what} limit={150} />
          </h3>
          <TextDiff before={before} after={after} label={`${what.slice(0, 100)}: before and after`} />
        </section>
      ))}
      {changes.length > shownAtMost && (
        <p className="text-sm text-muted">{`${changes.length - shownAtMost} more are in the raw entry.`}</p>
      )}
    </div>
  );
}
