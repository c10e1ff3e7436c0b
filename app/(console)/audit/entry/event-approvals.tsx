"use client";

import Link from "next/link";
import { Status } from "#components/ui/status.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import { describeEvent } from "../event-words.ts";

type Steps = EventDetails["timeline"];

const verdicts =
  /^hold\.(?:voted|approved|denied|expired|cancelled|escalated|broke-glass|reviewed|verdict-refused|edited)$/;

/** What people said of the call, and what became of their saying nothing. */
export function approvalsOf(timeline: Steps): Steps {
  return timeline.filter(({ type }) => verdicts.test(type));
}

type EventApprovalsProps = { approvals: Steps; holdId: string | null };

export function EventApprovals({ approvals, holdId }: EventApprovalsProps) {
  return (
    <div className="flex flex-col gap-3 text-sm">
      <ol className="flex flex-col">
        {approvals.map((step) => (
          <li key={step.id} className="flex flex-col gap-0.5 border-b py-2 last:border-b-0">
            <p className="flex flex-wrap items-center gap-x-3">
              <span className="font-medium">{describeEvent(step.type)}</span>
              <Status status={step.status} />
              <span className="grow" />
              <ExactTime at={step.at} />
            </p>
            {(step.approver ?? step.userName) && (
              <p className="text-muted">
                {"by "}
                <UntrustedText text={step.approver ?? step.userName ?? ""} limit={120} />
              </p>
            )}
            {step.reason && (
              <p>
                <UntrustedText text={step.reason} />
              </p>
            )}
          </li>
        ))}
      </ol>
      {holdId && (
        <Link href={`/approvals/${holdId}`} prefetch={false} className="link w-fit">
          The held call, with who could decide it
        </Link>
      )}
    </div>
  );
}
