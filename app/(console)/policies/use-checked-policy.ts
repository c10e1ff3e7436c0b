"use client";

import { useEffect, useState } from "react";
import type { CheckedPolicy } from "#lib/policies/check-policy.ts";
import { checkPolicyAction } from "./actions.ts";
import { answerOf } from "./answer-of.ts";
import { sourceProblem } from "./source-problem.ts";

const restMs = 400;

/** What publishing `source` would say; `isCurrent` is false while that of an earlier text is shown. */
export type Checked = { result: CheckedPolicy | null; isCurrent: boolean; failure: string | null };

/** Has a policy checked whenever its text comes to rest: conditions, masks and tests are judged on the server. */
export function useCheckedPolicy(source: string, version: number): Checked {
  const [checked, setChecked] = useState<{ of: string; result: CheckedPolicy | null; failure: string | null } | null>(
    null,
  );
  const of = `${version}:${source}`;
  const tooLong = sourceProblem(source);
  useEffect(() => {
    if (tooLong !== null) return undefined;
    let isStale = false;
    async function check(): Promise<void> {
      const answer = await answerOf(checkPolicyAction({ source }));
      if (isStale) return;
      setChecked((before) =>
        answer.ok
          ? { of, result: answer.value, failure: null }
          : { of, result: before?.result ?? null, failure: answer.message },
      );
    }
    const timer = setTimeout(() => void check(), restMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [source, of, tooLong]);
  if (tooLong !== null) return { result: null, isCurrent: true, failure: tooLong };
  return { result: checked?.result ?? null, isCurrent: checked?.of === of, failure: checked?.failure ?? null };
}
