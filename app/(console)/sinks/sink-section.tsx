import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";
import { describeSink } from "./describe-sink.ts";

/** One sink: its state in words, what it has delivered, and what it refused for good. */
export function SinkSection({ sink }: { sink: SinkSummary }) {
  const { words, tone } = describeSink(sink);
  const titleId = `sink-${sink.id}`;
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-3 border-b px-4 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id={titleId} className="text-base font-semibold break-words">
          {sink.name}
        </h2>
        <Badge>{sink.kind}</Badge>
        <span className="inline-flex items-center gap-1.5 text-sm">
          <StatusDot tone={tone} />
          {words}
        </span>
      </div>
      {sink.failingSince && (
        <Banner tone="danger" title={<FailingSince at={sink.failingSince} />}>
          <UntrustedText text={sink.lastError ?? "The sink gave no reason."} />
          <p className="pt-1 text-muted">
            Nothing is lost: delivery goes on from where it stopped once this is put right.
          </p>
        </Banner>
      )}
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-muted">Address</dt>
        <dd className="font-mono text-xs leading-5 break-all">{sink.url}</dd>
        <dt className="text-muted">Delivered</dt>
        <dd>{sink.deliveredCount === 1 ? "1 event" : `${sink.deliveredCount.toLocaleString("en")} events`}</dd>
        <dt className="text-muted">Last delivery</dt>
        <dd>{sink.deliveredAt ? <RelativeTime at={sink.deliveredAt} /> : "none yet"}</dd>
        <dt className="text-muted">Refused for good</dt>
        <dd>{sink.deadLetterCount === 0 ? "none" : sink.deadLetterCount.toLocaleString("en")}</dd>
      </dl>
      {sink.deadLetters.length > 0 && <DeadLetters sink={sink} />}
    </section>
  );
}

function FailingSince({ at }: { at: Date }) {
  return (
    <>
      Failing since <RelativeTime at={at} />
    </>
  );
}

function DeadLetters({ sink }: { sink: SinkSummary }) {
  return (
    <div className="-mx-4">
      <Table label={`Events that ${sink.name} refused for good`}>
        <TableHeader>
          <tr>
            <TableHead className="w-0">Refused</TableHead>
            <TableHead className="w-0">Event</TableHead>
            <TableHead>Reason</TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {sink.deadLetters.map((letter) => (
            <TableRow key={letter.eventId}>
              <TableCell className="text-muted">
                <RelativeTime at={letter.createdAt} />
              </TableCell>
              <TableCell>
                <Link
                  href={`/audit/${letter.eventId}`}
                  prefetch={false}
                  className="link font-mono text-xs whitespace-nowrap"
                >
                  {`…${letter.eventId.slice(-8)}`}
                </Link>
              </TableCell>
              <TableCell className="break-words">
                <UntrustedText text={letter.reason} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
