"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { formatCount } from "#components/charts/stacked-bars.tsx";
import { Sparkline } from "#components/charts/sparkline.tsx";
import { formatBytes, formatDuration } from "#components/ui/time-format.ts";
import type { Usage, UsageFigures } from "#lib/usage/schemas.ts";
import { changeOf, changeWords, percent } from "./change-words.ts";
import { logHref } from "./log-links.ts";

/** What matters most, each beside how it was in the time before. */
export function Figures({ usage }: { usage: Usage }) {
  const { total, series, scope } = usage;
  const link = (counted: Parameters<typeof logHref>[1]) => logHref({ usage }, counted);
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 border-b px-4 py-4 sm:grid-cols-3 lg:grid-cols-4">
      <Figure
        name="Requests"
        value={formatCount(total.requests)}
        href={link("requests")}
        change={changeIn(usage, ({ requests }) => requests)}
        line={series.map(({ requests }) => requests)}
      />
      <Figure
        name="Failed"
        value={percent(total.failed, total.requests)}
        more={formatCount(total.failed)}
        href={link("failed")}
        change={changeIn(usage, ({ failed, requests }) => (requests === 0 ? null : failed / requests))}
        line={series.map(({ failed, requests }) => (requests === 0 ? 0 : failed / requests))}
      />
      <Figure
        name="Denied by policy"
        value={formatCount(total.denied)}
        href={link("denied")}
        change={changeIn(usage, ({ denied }) => denied)}
        line={series.map(({ denied }) => denied)}
      />
      <Figure
        name="Held for people"
        value={formatCount(total.held)}
        href={link("held")}
        change={changeIn(usage, ({ held }) => held)}
        line={series.map(({ held }) => held)}
      >
        <Link href={link("approved")} className="hover:underline">
          {formatCount(total.approved)} approved
        </Link>
        ,{" "}
        <Link href={link("rejected")} className="hover:underline">
          {formatCount(total.rejected)} denied
        </Link>
        ,{" "}
        <Link href={link("expired")} className="hover:underline">
          {formatCount(total.expired)} expired
        </Link>
      </Figure>
      <Figure
        name="Upstream, p95"
        value={duration(total.upstream?.p95)}
        more={total.upstream && `p50 ${duration(total.upstream.p50)}, p99 ${duration(total.upstream.p99)}`}
        change={changeIn(usage, ({ upstream }) => upstream?.p95 ?? null)}
        line={series.map(({ upstream }) => upstream?.p95 ?? 0)}
      />
      <Figure
        name="Gateway itself, p95"
        value={duration(total.gateway?.p95)}
        more={total.gateway && `p50 ${duration(total.gateway.p50)}, p99 ${duration(total.gateway.p99)}`}
        change={changeIn(usage, ({ gateway }) => gateway?.p95 ?? null)}
        line={series.map(({ gateway }) => gateway?.p95 ?? 0)}
      />
      <Figure
        name="Bytes"
        value={formatBytes(total.requestBytes + total.responseBytes)}
        more={`${formatBytes(total.requestBytes)} asked, ${formatBytes(total.responseBytes)} answered`}
        change={changeIn(usage, ({ requestBytes, responseBytes }) => requestBytes + responseBytes)}
        line={series.map(({ requestBytes, responseBytes }) => requestBytes + responseBytes)}
      />
      {total.people !== null && scope?.kind !== "user" && (
        <Figure
          name="People"
          value={formatCount(total.people)}
          href={link("requests")}
          change={changeIn(usage, ({ people }) => people)}
        />
      )}
    </dl>
  );
}

function changeIn({ compared }: Usage, valueOf: (figures: UsageFigures) => number | null): number | null {
  return compared && changeOf(valueOf(compared.current), valueOf(compared.previous));
}

type FigureProps = {
  name: string;
  value: string;
  more?: ReactNode;
  href?: string;
  change: number | null;
  line?: readonly number[];
  children?: ReactNode;
};

function Figure({ name, value, more, href, change, line, children }: FigureProps) {
  return (
    <div className="flex min-w-0 flex-col">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-2">
        {href ? (
          <Link href={href} className="text-xl font-semibold hover:underline">
            {value}
          </Link>
        ) : (
          <span className="text-xl font-semibold">{value}</span>
        )}
        <span
          className="text-xs text-muted"
          title="Against the time of the same length just before, up to the last full hour"
        >
          {changeWords(change)}
        </span>
      </dd>
      {(more ?? children) && <dd className="text-xs text-muted">{children ?? more}</dd>}
      {line && (
        <dd className="mt-auto pt-1">
          <Sparkline values={line} />
        </dd>
      )}
    </div>
  );
}

function duration(ms: number | undefined): string {
  return ms === undefined ? "–" : formatDuration(ms);
}
