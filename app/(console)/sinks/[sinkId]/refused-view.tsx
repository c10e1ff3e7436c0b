"use client";

import { useState, useTransition } from "react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";
import { replayDeadLettersAction } from "../actions.ts";

/** What a sink refused for good, with why, and a way to send it again. */
export function RefusedView({ sink, mayWrite }: { sink: SinkSummary; mayWrite: boolean }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const { deadLetters, deadLetterCount } = sink;
  const waiting = deadLetters.filter(({ replayAt }) => replayAt === null).length;

  function replay(eventId?: string): void {
    setSending(eventId ?? "all");
    startTransition(async () => {
      const result = await replayDeadLettersAction({ id: sink.id, ...(eventId && { eventIds: [eventId] }) });
      setProblem(result.ok ? null : result.message);
      router.refresh();
    });
  }

  if (deadLetterCount === 0) {
    return (
      <EmptyState title="Nothing was refused">
        An event that the sink will not take, whatever is tried, comes here with the sink&apos;s reason, and all others
        go on past it. It can be sent again from here.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-3 pt-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4">
        <p className="grow text-sm text-muted">
          {deadLetterCount > deadLetters.length
            ? `The newest ${deadLetters.length} of ${deadLetterCount.toLocaleString("en")} events that the sink refused.`
            : "The sink refused these events; all others were delivered past them."}
        </p>
        {mayWrite && (
          <Button disabled={waiting === 0} pending={pending && sending === "all"} onClick={() => replay()}>
            {`Send ${deadLetterCount === 1 ? "it" : `all ${deadLetterCount.toLocaleString("en")}`} again`}
          </Button>
        )}
      </div>
      {problem && (
        <div className="px-4">
          <Banner tone="danger">{problem}</Banner>
        </div>
      )}
      <Table label={`Events that ${sink.name} refused for good`}>
        <TableHeader>
          <tr>
            <TableHead className="w-0">Refused</TableHead>
            <TableHead className="w-0">Event</TableHead>
            <TableHead>Reason</TableHead>
            {mayWrite && <TableHead className="w-0">Again</TableHead>}
          </tr>
        </TableHeader>
        <TableBody>
          {deadLetters.map((letter) => (
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
              <TableCell className="min-w-48 break-words">
                <UntrustedText text={letter.reason} />
                {letter.replays > 0 && (
                  <span className="text-muted">{` (sent again ${letter.replays === 1 ? "once" : `${letter.replays} times`})`}</span>
                )}
              </TableCell>
              {mayWrite && (
                <TableCell>
                  {letter.replayAt ? (
                    <span className="text-muted whitespace-nowrap">being sent</span>
                  ) : (
                    <Button
                      size="sm"
                      pending={pending && sending === letter.eventId}
                      aria-label={`Send event ${letter.eventId.slice(-8)} again`}
                      onClick={() => replay(letter.eventId)}
                    >
                      Send
                    </Button>
                  )}
                </TableCell>
              )}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
