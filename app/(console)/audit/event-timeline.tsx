"use client";

import Link from "next/link";
import { Status } from "#components/ui/status.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { EventDetails, EventRow } from "#lib/ledger/schemas.ts";
import { describeMasked } from "./describe-masked.ts";
import { describeEvent } from "./event-words.ts";
import { LogTime } from "./log-time.tsx";

/** What happened to the call and its hold, oldest first. */
export function EventTimeline({ timeline, current }: { timeline: EventDetails["timeline"]; current: string }) {
  if (timeline.length === 0) {
    return <p className="text-sm text-muted">This entry stands for itself: it belongs to no call and to no hold.</p>;
  }
  return (
    <ol className="flex flex-col">
      {timeline.map((event) => (
        <li
          key={event.id}
          aria-current={event.id === current ? "true" : undefined}
          className="flex flex-wrap gap-x-3 gap-y-0.5 border-b py-1.5 text-sm last:border-b-0"
        >
          <LogTime at={event.at} />
          <span className="min-w-0 grow">
            {event.id === current ? (
              <span className="font-medium">{describeEvent(event.type)}</span>
            ) : (
              <Link href={`/audit/${event.id}`} prefetch={false} className="link">
                {describeEvent(event.type)}
              </Link>
            )}
            {actorOf(event) && (
              <span className="text-muted">
                {" by "}
                <UntrustedText text={actorOf(event)} limit={120} />
              </span>
            )}
          </span>
          <Status status={event.status} />
          {event.masked && <p className="w-full text-muted">{`Masked: ${describeMasked(event.type, event.masked)}`}</p>}
          {event.reason && (
            <p className="w-full text-muted">
              <UntrustedText text={event.reason} />
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

function actorOf({ userName, agent }: EventRow): string {
  return [agent, userName].filter(Boolean).join(" for ");
}
