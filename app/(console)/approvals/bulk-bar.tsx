"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { HoldRow } from "#lib/holds/schemas.ts";
import { decideHoldAction } from "./actions.ts";

type Verdict = "approved" | "denied";
type BulkBarProps = { selected: HoldRow[]; onDone: () => void };

/** One verdict for several calls: denying any of them, approving only calls that are the same in every argument. */
export function BulkBar({ selected, onDone }: BulkBarProps) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [deciding, setDeciding] = useState<Verdict | null>(null);
  const [, startTransition] = useTransition();
  const calls = selected.length === 1 ? "1 call" : `${selected.length} calls`;
  const same = new Set(selected.map(({ decidable }) => decidable?.sameness)).size === 1;

  function decide(verdict: Verdict): void {
    const mayGoWithout = verdict === "approved" && selected.every(({ decidable }) => decidable?.reasonOptional);
    if (reason.trim() === "" && !mayGoWithout) {
      setProblem("Give a reason; the agents and the auditors see it.");
      return;
    }
    setProblem(null);
    setDeciding(verdict);
    startTransition(async () => {
      const problems = await decideAll(selected, verdict, reason.trim());
      setDeciding(null);
      router.refresh();
      if (problems.length === 0) onDone();
      else setProblem(`${problems.length} of ${selected.length} were not decided: ${[...new Set(problems)].join(" ")}`);
    });
  }

  return (
    <section aria-label="Several calls" className="sticky bottom-0 z-10 border-t bg-raised px-4 py-3 shadow-raised">
      <form
        className="flex flex-col gap-2 sm:flex-row sm:items-end"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <Field label={`Reason for ${calls}`} error={problem} className="flex grow flex-col gap-1">
          <Input
            value={reason}
            maxLength={2_000}
            required
            placeholder="The agents and the auditors see it"
            onChange={(event) => {
              setReason(event.target.value);
              setProblem(null);
            }}
          />
        </Field>
        <div className="grid grid-cols-2 gap-2 sm:flex">
          <Button className="max-sm:col-span-2 max-sm:h-10" onClick={onDone}>
            Select none
          </Button>
          <Button
            variant="danger"
            className="max-sm:h-10"
            disabled={deciding !== null}
            pending={deciding === "denied"}
            onClick={() => decide("denied")}
          >
            Deny {calls}
          </Button>
          <Button
            variant="primary"
            className="max-sm:h-10"
            disabled={deciding !== null || !same}
            pending={deciding === "approved"}
            title={same ? undefined : "Only calls that are the same in every argument are approved together."}
            onClick={() => decide("approved")}
          >
            Approve {calls}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** One after the other, each with all the checks of a single decision. Returns why some were not decided. */
async function decideAll(holds: readonly HoldRow[], verdict: Verdict, reason: string): Promise<string[]> {
  const problems: string[] = [];
  for (const { id: holdId, decidable } of holds) {
    const { requestDigest } = decidable ?? { requestDigest: "" };
    // oxlint-disable-next-line no-await-in-loop -- a person decides them in this order, and stops nobody else meanwhile
    const result = await decideHoldAction({ holdId, verdict, reason, requestDigest }).catch(() => null);
    if (result === null) problems.push("The console does not answer.");
    else if (!result.ok) problems.push(result.message);
  }
  return problems;
}
