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
import { usageHref, usageParsers, type UsageChange } from "./search-params.ts";
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

function Title({ usage: { scope, own } }: { usage: Usage }) {
  if (scope === null) return "Usage";
  if (own && scope.kind === "user") return "Your usage";
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      Usage of <CellText text={scope.name} className="min-w-0" />
    </span>
  );
}
