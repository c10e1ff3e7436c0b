"use client";

import { useMemo, useState, useTransition, type ReactNode } from "react";
import { useRouter } from "next/navigation";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { PersonDetails, SessionSummary } from "#lib/people/schemas.ts";
import { endSessionsAction } from "../actions.ts";
import { describeBrowser } from "../describe-browser.ts";

/** Where a person is signed in, and the way to end it. */
export function SessionsTable({ person, mayEnd }: { person: PersonDetails; mayEnd: boolean }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const { id: personId, sessions } = person;
  const others = sessions.filter(({ current }) => !current).map(({ id }) => id);
  const end = (sessionIds: string[]): void =>
    startTransition(async () => {
      const result = await endSessionsAction({ personId, sessionIds });
      setProblem(result.ok ? null : result.message);
      router.refresh();
    });
  const columns = useMemo(() => sessionColumns(), []);
  const last = column("end", "", "w-0", (session) =>
    mayEnd && !session.current ? (
      <Button
        size="sm"
        pending={pending}
        onClick={() => end([session.id])}
        aria-label={`End the session of ${describeBrowser(session.userAgent)}`}
      >
        End
      </Button>
    ) : null,
  );
  return (
    <section>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 pt-4 pb-2">
        <div className="min-w-0 grow">
          <h2 className="text-base font-semibold">Sessions</h2>
          <p className="max-w-prose text-sm text-muted">
            Browsers that are signed in to this console. One that is ended is out at its next request.
          </p>
        </div>
        {mayEnd && others.length > 1 && (
          <Button pending={pending} onClick={() => end(others)}>
            {others.length < sessions.length ? "End all others" : "End all"}
          </Button>
        )}
      </div>
      {problem && (
        <div className="px-4 pb-2">
          <Banner tone="danger">{problem}</Banner>
        </div>
      )}
      {sessions.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-muted">Not signed in anywhere.</p>
      ) : (
        <DataTable label="Sessions" columns={[...columns, last]} rows={sessions} rowId={({ id }) => id} />
      )}
    </section>
  );
}

function sessionColumns(): DataColumn<SessionSummary>[] {
  return [
    column("browser", "Browser", "w-full max-w-0", ({ userAgent, current }) => (
      <span className="flex items-center gap-2" title={userAgent ?? undefined}>
        <CellText text={describeBrowser(userAgent)} />
        {current && <Badge tone="accent">this one</Badge>}
      </span>
    )),
    column("address", "Address", "w-0 max-sm:hidden", ({ clientIp }) =>
      clientIp === null ? <NoValue /> : <span className="font-mono text-xs">{clientIp}</span>,
    ),
    column("createdAt", "Signed in", "w-0", ({ createdAt }) => <RelativeTime at={createdAt} />),
    column("lastUsedAt", "Last used", "w-0 max-sm:hidden", ({ lastUsedAt, createdAt }) => (
      <RelativeTime at={lastUsedAt ?? createdAt} />
    )),
    column("expiresAt", "Ends", "w-0 max-md:hidden", ({ expiresAt }) => <RelativeTime at={expiresAt} />),
  ];
}

function column(
  id: string,
  header: string,
  className: string,
  cell: (session: SessionSummary) => ReactNode,
): DataColumn<SessionSummary> {
  return {
    id,
    header: header === "" ? () => <span className="sr-only">End</span> : header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
