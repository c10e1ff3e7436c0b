"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";

type Result = { ok: true } | { ok: false; message: string };

/** Runs an action on a hold, then reads the page again. `problem` is why it did not happen, in words. */
export function useHoldAction(): {
  problem: string | null;
  pending: boolean;
  clear: () => void;
  run: (action: () => Promise<Result>, onDone?: () => void) => void;
} {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  return {
    problem,
    pending,
    clear: () => setProblem(null),
    run(action, onDone) {
      setProblem(null);
      startTransition(async () => {
        const result = await action().catch(() => null);
        if (result === null) setProblem("The console does not answer. Nothing was done as far as this page knows.");
        else if (result.ok) onDone?.();
        else setProblem(result.message);
        router.refresh();
      });
    },
  };
}
