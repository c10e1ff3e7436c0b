"use client";

import Link from "next/link";
import { Status } from "#components/ui/status.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { EventDetails, EventRow } from "#lib/ledger/schemas.ts";
import { describeEvent } from "../event-words.ts";
import { LogTime } from "../log-time.tsx";
import { callMoments, type Moment } from "./call-moments.ts";
import { describeMasked } from "./describe-masked.ts";

/** When the call was received, decided, held, approved, sent and answered, and each entry about it, oldest first. */
export function EventTimeline({ timeline, current }: { timeline: EventDetails["timeline"]; current: string }) {
  const moments = callMoments(timeline);
  return (
    <>
      {moments.length > 0 && <Moments moments={moments} />}
      <h3 className="pt-4 pb-1 text-sm font-medium">Entries</h3>
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
            {event.masked && (
              <p className="w-full text-muted">{`Masked: ${describeMasked(event.type, event.masked)}`}</p>
            )}
            {event.reason && (
              <p className="w-full text-muted">
                <UntrustedText text={event.reason} />
              </p>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

/** Each moment with the time since the one before, as a number and as a bar of the whole. */
function Moments({ moments }: { moments: Moment[] }) {
  const totalMs = Math.max(
    1,
    moments.reduce((sum, { sincePreviousMs }) => sum + (sincePreviousMs ?? 0), 0),
  );
  return (
    <ol aria-label="Moments of the call" className="flex flex-col gap-1 text-sm">
      {moments.map(({ name, at, sincePreviousMs }, index) => {
        const before = moments.slice(0, index).reduce((sum, moment) => sum + (moment.sincePreviousMs ?? 0), 0);
        return (
          <li key={`${index} ${name}`} className="grid grid-cols-[auto_minmax(0,1fr)_5rem] items-center gap-x-3">
            <LogTime at={at} />
            <span>{name}</span>
            <span className="text-right text-xs text-muted">
              {sincePreviousMs === null ? "" : `+${formatDuration(sincePreviousMs)}`}
            </span>
            {sincePreviousMs !== null && (
              <svg aria-hidden viewBox="0 0 100 1" preserveAspectRatio="none" className="col-span-3 h-1 w-full">
                <rect width={100} height={1} className="fill-hover" />
                <rect
                  x={(100 * before) / totalMs}
                  width={Math.max(0.4, (100 * sincePreviousMs) / totalMs)}
                  height={1}
                  className="fill-chart-1"
                />
              </svg>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function actorOf({ userName, agent }: EventRow): string {
  return [agent, userName].filter(Boolean).join(" for ");
}
