"use client";

import { useTransition } from "react";
import Link from "next/link";
import { ArrowLeft } from "lucide-react";
import { useQueryStates } from "nuqs";
import { CellText } from "#components/data-table/cell-text.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { EmptyState } from "#components/ui/states.tsx";
import type { Usage } from "#lib/usage/schemas.ts";
import { Figures } from "./figures.tsx";
import { PeriodChoice } from "./period-choice.tsx";
import { usageHref, usageParsers, type UsageChange, type UsageParams } from "./search-params.ts";
import { UsageCharts } from "./usage-charts.tsx";
import { UsageTable } from "./usage-table.tsx";

/** How much is asked, of what, by whom, and how that goes. Every figure leads to the events it counts. */
export function UsagePage({ usage }: { usage: Usage }) {
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(usageParsers, { history: "push", shallow: false, startTransition });
  const change = (next: UsageChange) => void setParams(next);
  const { scope, own, total } = usage;
  const isEmpty = total.requests + total.held === 0;
  return (
    <>
      <PageHeader
        before={
          scope &&
          (!own || scope.kind === "agent") && (
            <Link
              href={usageHref(params, { server: null, user: null, agent: null })}
              className="link mb-1 inline-flex items-center gap-1 text-sm"
            >
              <ArrowLeft aria-hidden className="size-3.5" />
              {own ? "Your usage" : "All usage"}
            </Link>
          )
        }
        title={<Title usage={usage} />}
        description="Requests, how they went, how long they took, and what was held for people."
        actions={<PeriodChoice usage={usage} params={params} onChange={change} />}
      />
      {own && scope?.kind === "user" && <OwnAgents usage={usage} params={params} />}
      {isEmpty ? (
        <EmptyState title="Nothing was asked in this time">
          Calls that go through the gateway are counted here within seconds. Choose a longer time, or send one.
        </EmptyState>
      ) : (
        <div aria-busy={pending} className={classNames("flex flex-col", pending && "opacity-60")}>
          <Figures usage={usage} />
          <UsageCharts usage={usage} params={params} onChange={change} />
          <UsageTable usage={usage} params={params} onChange={change} />
        </div>
      )}
    </>
  );
}

/** Who answers for agents sees what these use, too. */
function OwnAgents({ usage: { agents }, params }: { usage: Usage; params: UsageParams }) {
  if (agents.length === 0) return null;
  return (
    <nav aria-label="Agents you answer for" className="flex flex-wrap gap-x-3 border-b px-4 py-2 text-sm text-muted">
      Agents you answer for:
      {agents.map((agent) => (
        <Link key={agent} href={usageHref(params, { agent, by: "server" })} className="link max-w-64">
          <CellText text={agent} />
        </Link>
      ))}
    </nav>
  );
}

function Title({ usage: { scope, own } }: { usage: Usage }) {
  if (scope === null) return "Usage";
  if (own && scope.kind === "user") return "Your usage";
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      Usage of <CellText text={scope.name} className="min-w-0" />
    </span>
  );
}
