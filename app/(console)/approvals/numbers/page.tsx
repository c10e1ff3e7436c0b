import type { Metadata } from "next";
import Link from "next/link";
import { ArrowLeft } from "lucide-react";
import type { SearchParams } from "nuqs/server";
import { getContext } from "#app/_server/context.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { EmptyState } from "#components/ui/states.tsx";
import { readApprovalStats } from "#lib/approval-stats/read-approval-stats.ts";
import { attempt } from "../../attempt.ts";
import { RefusedPage } from "../../refused-page.tsx";
import { ApproversTable } from "./approvers-table.tsx";
import { DayBars } from "./day-bars.tsx";
import { RulesTable } from "./rules-table.tsx";
import { dayChoices, loadNumbersSearchParams } from "./search-params.ts";
import { Totals } from "./totals.tsx";

export const metadata: Metadata = { title: "How approvals go" };

export default async function NumbersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const context = await getContext();
  const { days } = await loadNumbersSearchParams(searchParams);
  const read = await attempt(() => readApprovalStats(context, { days }));
  if (!read.ok) return <RefusedPage page="How approvals go" refusal={read.refusal} />;
  const stats = read.value;
  return (
    <>
      <PageHeader
        before={
          <Link href="/approvals" className="link mb-1 inline-flex items-center gap-1 text-sm">
            <ArrowLeft aria-hidden className="size-3.5" />
            Approvals
          </Link>
        }
        title="How approvals go"
        description="What people are asked, how long they take, and where asking them changes nothing."
        actions={<DayChoice days={days} />}
      />
      {stats.total.holds === 0 ? (
        <EmptyState title={`No call was held in the last ${days} days`}>
          Once rules hold calls, this page tells how many, how fast they are decided, and which rules are always
          approved.
        </EmptyState>
      ) : (
        <>
          <Totals total={stats.total} />
          <DayBars days={stats.byDay} />
          <RulesTable rules={stats.byRule} />
          <ApproversTable approvers={stats.byApprover} />
        </>
      )}
    </>
  );
}

function DayChoice({ days }: { days: number }) {
  return (
    <nav aria-label="Days" className="flex gap-1">
      {dayChoices.map((choice) => (
        <Link
          key={choice}
          href={`/approvals/numbers?days=${choice}`}
          aria-current={choice === days ? "page" : undefined}
          className={classNames(
            "inline-flex h-8 items-center rounded-md px-2.5 text-sm",
            choice === days ? "bg-selected font-medium text-text" : "text-muted hover:bg-hover hover:text-text",
          )}
        >
          {choice} days
        </Link>
      ))}
    </nav>
  );
}
