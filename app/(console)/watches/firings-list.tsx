"use client";

import Link from "next/link";
import { CellText } from "#components/data-table/cell-text.tsx";
import { Button } from "#components/ui/button.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import { RelativeTime } from "#components/ui/time.tsx";
import type { Firing, FiringPage, WatchSummary } from "#lib/watches/schemas.ts";

type FiringsListProps = {
  page: FiringPage;
  /** The one whose firings these are; null: all. */
  of: WatchSummary | null;
  isFirst: boolean;
  onAll: () => void;
  onPage: (after: string | null) => void;
};

/** What watches found, newest first, and whom it was told. */
export function FiringsList({ page, of, isFirst, onAll, onPage }: FiringsListProps) {
  return (
    <section aria-labelledby="firings" className="mt-4">
      <div className="flex flex-wrap items-baseline gap-x-3 border-b px-4 pb-2">
        <h2 id="firings" className="flex min-w-0 gap-1.5 text-base font-semibold">
          Firings{of && <CellText text={`of ${of.name}`} className="max-w-80" />}
        </h2>
        {of && (
          <button type="button" className="link cursor-pointer text-sm" onClick={onAll}>
            Show all
          </button>
        )}
      </div>
      {page.firings.length === 0 ? (
        <p className="px-4 py-4 text-sm text-muted">
          {isFirst ? "None so far. What watches find is listed here, and rings." : "There are no older ones."}
        </p>
      ) : (
        <ul>
          {page.firings.map((firing) => (
            <FiringRow key={firing.id} firing={firing} showsWatch={of === null} />
          ))}
        </ul>
      )}
      {(page.afterCursor !== null || !isFirst) && (
        <div className="flex justify-end gap-2 px-4 py-2">
          {!isFirst && <Button onClick={() => onPage(null)}>Newest</Button>}
          {page.afterCursor !== null && <Button onClick={() => onPage(page.afterCursor)}>Older</Button>}
        </div>
      )}
    </section>
  );
}

function FiringRow({ firing, showsWatch }: { firing: Firing; showsWatch: boolean }) {
  const { watchName, firedAt, endedAt, rings } = firing;
  const told = rings.map(({ channel, state }) =>
    state === "delivered" ? channel : `${channel} (${ringWords(state)})`,
  );
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-b px-4 py-1.5 text-sm">
      <span className="w-28 text-muted">
        <RelativeTime at={firedAt} />
      </span>
      <span className="flex min-w-0 grow basis-56 items-baseline gap-1.5">
        <StatusDot tone={endedAt ? "neutral" : "danger"} />
        {showsWatch && <CellText text={`${watchName}:`} className="max-w-64 font-medium" />}
        <Link href={eventsHref(firing)} className="min-w-0 hover:underline">
          <CellText text={foundWords(firing)} />
        </Link>
      </span>
      <span className="text-xs text-muted">{endedAt ? endedWords(firing, endedAt) : "still so"}</span>
      <CellText
        text={told.length === 0 ? "rang nowhere" : `told ${told.join(", ")}`}
        className="max-w-72 text-xs text-muted"
      />
    </li>
  );
}

function foundWords({ kind, count, about, subject }: Firing): string {
  if (kind === "first-for-agent") return `the first ever of ${subject}`;
  if (kind === "none-for") return "nothing came";
  if (kind === "delivery-behind") return `${subject} is behind`;
  const events = count === 1 ? "event" : "events";
  return `${about ? "about " : ""}${(count ?? 0).toLocaleString("en")} ${events}`;
}

function endedWords({ kind, firedAt }: Firing, endedAt: Date): string {
  if (kind === "first-for-agent") return "";
  return `over after ${formatDuration(Math.max(0, endedAt.getTime() - firedAt.getTime()))}`;
}

function ringWords(state: string): string {
  return state === "waiting" || state === "sending" ? "being told" : state;
}

function eventsHref({ kind, query, from, to, subject }: Firing): string {
  if (kind === "delivery-behind") return "/sinks";
  const of = kind === "first-for-agent" ? `${query} agent:${JSON.stringify(subject)}`.trim() : query;
  return `/audit?${new URLSearchParams({ query: of, from: from.toISOString(), to: to.toISOString() }).toString()}`;
}
