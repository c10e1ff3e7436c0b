"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { StandInSummary } from "#lib/stand-ins/schemas.ts";
import { endStandInAction } from "./actions.ts";

/** Who stands in for whom, now and later. */
export function StandInsList({ standIns }: { standIns: StandInSummary[] }) {
  if (standIns.length === 0) {
    return <p className="px-4 pt-1 pb-4 text-sm text-muted">Nobody stands in for anybody that you know of.</p>;
  }
  return (
    <ul className="pb-2">
      {standIns.map((standIn) => (
        <StandInRow key={standIn.id} standIn={standIn} />
      ))}
    </ul>
  );
}

function StandInRow({ standIn }: { standIn: StandInSummary }) {
  const router = useRouter();
  const [problem, setProblem] = useState("");
  const [pending, startTransition] = useTransition();
  function end(): void {
    startTransition(async () => {
      const result = await endStandInAction({ id: standIn.id });
      setProblem(result.ok ? "" : result.message);
      router.refresh();
    });
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm">
      <div className="min-w-0 grow">
        <p className="break-words">
          <UntrustedText text={standIn.standIn} limit={120} /> stands in for{" "}
          <UntrustedText text={standIn.absent} limit={120} />{" "}
          <Badge tone={standIn.state === "active" ? "accent" : "neutral"}>
            {standIn.state === "active" ? "now" : "later"}
          </Badge>
        </p>
        <p className="text-xs text-muted">
          <ExactTime at={standIn.startsAt} /> to <ExactTime at={standIn.endsAt} />
        </p>
        {standIn.note !== "" && (
          <p className="text-xs break-words text-muted">
            <UntrustedText text={standIn.note} limit={300} />
          </p>
        )}
        {problem && (
          <p role="alert" className="text-xs text-danger">
            {problem}
          </p>
        )}
      </div>
      {standIn.mayEnd && (
        <Button size="sm" pending={pending} onClick={end}>
          End it
        </Button>
      )}
    </li>
  );
}
