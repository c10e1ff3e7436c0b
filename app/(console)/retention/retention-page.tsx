"use client";

import { useState, type ReactNode } from "react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { formatBytes } from "#components/ui/time-format.ts";
import type { LedgerKind, LegalHoldSummary, RetentionView } from "#lib/retention/schemas.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { releaseLegalHoldAction } from "./actions.ts";
import { LegalHoldSheet } from "./legal-hold-sheet.tsx";
import { LegalHoldsTable } from "./legal-holds-table.tsx";
import { RemovedTable } from "./removed-table.tsx";
import { RetentionSheet } from "./retention-sheet.tsx";
import { retentionParsers } from "./search-params.ts";

export function RetentionPage({ retention, mayWrite }: { retention: RetentionView; mayWrite: boolean }) {
  const [{ form }, setParams] = useQueryStates(retentionParsers, { history: "push" });
  const [releasing, setReleasing] = useState<LegalHoldSummary | null>(null);
  const close = () => void setParams({ form: null });
  const { eventDays, payloadDays, archive, waitingFor, lastError, updatedAt, updatedByName } = retention;
  return (
    <>
      <PageHeader
        title="Retention"
        description="For how long events and payloads are kept. Whole days are removed, and each removal is in the audit log."
        actions={
          mayWrite && (
            <Button variant="primary" onClick={() => void setParams({ form: "change" })}>
              Change
            </Button>
          )
        }
      />
      <Section title="What is kept">
        {lastError && <Banner tone="danger">{lastError}</Banner>}
        {waitingFor && <Banner tone="warning">Days that are over are still here because of {waitingFor}.</Banner>}
        <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-2 xl:grid-cols-4">
          <Fact name="Events" value={forDays(eventDays)} hint={<Stored retention={retention} kind="events" />} />
          <Fact
            name="Payloads (headers and bodies)"
            value={forDays(payloadDays ?? eventDays)}
            hint={<Stored retention={retention} kind="payloads" />}
          />
          <Fact
            name="Before a day is removed"
            value={archive ? "archived" : "nothing more"}
            hint={archive ? <span className="font-mono break-all">{archive.url}</span> : "It is gone afterwards."}
          />
          <Fact
            name="Changed"
            value={updatedAt ? <RelativeTime at={updatedAt} /> : "never"}
            hint={updatedByName ? `by ${updatedByName}` : "Everything is kept for ever."}
          />
        </dl>
      </Section>
      <Section
        title="Legal holds"
        hint="They keep every day of a range, whatever is set above, until somebody releases them."
        action={mayWrite && <Button onClick={() => void setParams({ form: "hold" })}>Place a legal hold</Button>}
      >
        <LegalHoldsTable holds={retention.legalHolds} mayWrite={mayWrite} onRelease={setReleasing} />
      </Section>
      <Section title="Removed" hint="The newest hundred removals. The audit log has all of them.">
        <RemovedTable removed={retention.removed} />
      </Section>
      <RetentionSheet
        key={`change ${form}`}
        open={mayWrite && form === "change"}
        retention={retention}
        onClose={close}
      />
      <LegalHoldSheet key={`hold ${form}`} open={mayWrite && form === "hold"} onClose={close} />
      <ConfirmDialog
        open={releasing !== null}
        title={`Release ${releasing?.name ?? ""}?`}
        confirm="Release the legal hold"
        act={() => releaseLegalHoldAction({ id: releasing?.id ?? "" })}
        onClose={() => setReleasing(null)}
      >
        <p>Days that only it has kept and whose time is over are removed within minutes.</p>
      </ConfirmDialog>
    </>
  );
}

function forDays(days: number | null): string {
  if (days === null) return "for ever";
  return days === 1 ? "for a day" : `for ${days.toLocaleString("en")} days`;
}

function Stored({ retention, kind }: { retention: RetentionView; kind: LedgerKind }) {
  const days = retention.days.filter((day) => day.kind === kind);
  const bytes = days.reduce((sum, day) => sum + day.bytes, 0);
  return days[0]
    ? `${days.length} ${days.length === 1 ? "day" : "days"} since ${days[0].day}, ${formatBytes(bytes)} on disk`
    : "Nothing yet.";
}

function Fact({ name, value, hint }: { name: string; value: ReactNode; hint: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="font-medium">{value}</dd>
      <dd className="text-xs text-muted">{hint}</dd>
    </div>
  );
}

type SectionProps = { title: string; hint?: string; action?: ReactNode; children: ReactNode };

function Section({ title, hint, action, children }: SectionProps) {
  return (
    <section aria-label={title} className="border-b py-4">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 pb-3">
        <div className="min-w-0 grow">
          <h2 className="text-base font-semibold">{title}</h2>
          {hint && <p className="max-w-prose text-sm text-muted">{hint}</p>}
        </div>
        {action}
      </div>
      {title === "What is kept" ? <div className="flex flex-col gap-3 px-4">{children}</div> : children}
    </section>
  );
}
