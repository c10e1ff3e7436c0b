"use client";

import { Lines } from "#components/charts/lines.tsx";
import { namedSeries, type ChartPoint } from "#components/charts/series.ts";
import { formatCount, StackedBars } from "#components/charts/stacked-bars.tsx";
import { Select } from "#components/ui/input.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import type { Times } from "#lib/usage/sketch.ts";
import type { Usage } from "#lib/usage/schemas.ts";
import { CsvLink } from "./csv-link.tsx";
import type { UsageChange, UsageParams } from "./search-params.ts";

type UsageChartsProps = { usage: Usage; params: UsageParams; onChange: (change: UsageChange) => void };

const others = "\0";

/** Requests and response times over time. A part of the time can be chosen in each. */
export function UsageCharts({ usage, params, onChange }: UsageChartsProps) {
  const onRange = (from: Date, to: Date) => onChange({ from, to });
  const { scope, series, servers, total } = usage;
  const times = params.times;
  return (
    <div className="grid gap-x-8 gap-y-6 border-b px-4 py-4 xl:grid-cols-2">
      <StackedBars
        tall
        title={<span className="font-medium">{scope ? "Requests, by how they went" : "Requests, by server"}</span>}
        label={scope ? "Requests over time, by how they went" : "Requests over time, by server"}
        range={usage}
        points={scope ? outcomePoints(usage) : serverPoints(usage)}
        series={
          scope
            ? outcomes
            : namedSeries(
                servers.map(({ name }) => name),
                hasOthers(usage) ? { key: others, label: "others" } : undefined,
              )
        }
        onRange={onRange}
        beside={<CsvLink params={params} chart={scope ? "requests" : "servers"} label="requests over time" />}
      />
      <Lines
        title={<span className="font-medium">Response times</span>}
        label={`Response times of the ${times}`}
        range={usage}
        points={series.flatMap((point): ChartPoint[] => {
          const measured = point[times];
          return measured ? [{ at: point.at, values: toValues(measured) }] : [];
        })}
        series={namedSeries(["p50", "p95", "p99"])}
        format={formatDuration}
        onRange={onRange}
        beside={
          <>
            <Select
              aria-label="Whose response times"
              value={times}
              className="h-7! w-auto!"
              onChange={(event) =>
                onChange({ times: event.currentTarget.value === "gateway" ? "gateway" : "upstream" })
              }
            >
              <option value="upstream">Upstream</option>
              <option value="gateway">Gateway itself</option>
            </Select>
            <CsvLink params={params} chart="times" label="response times" />
          </>
        }
      />
      <p className="sr-only">{formatCount(total.requests)} requests in all.</p>
    </div>
  );
}

const outcomes = [
  { key: "answered", label: "answered", look: { shape: "fill-chart-1", mark: "bg-chart-1", line: "stroke-chart-1" } },
  { key: "denied", label: "denied", look: { shape: "fill-danger/50", mark: "bg-danger/50", line: "stroke-danger/50" } },
  { key: "failed", label: "failed", look: { shape: "fill-danger", mark: "bg-danger", line: "stroke-danger" } },
];

function outcomePoints({ series }: Usage): ChartPoint[] {
  return series.map(({ at, requests, denied, failed }) => ({
    at,
    values: { answered: requests - denied - failed, denied, failed },
  }));
}

function serverPoints({ series, servers }: Usage): ChartPoint[] {
  const points = new Map(series.map(({ at, requests }) => [at.getTime(), { at, values: { [others]: requests } }]));
  for (const { name, points: own } of servers) {
    for (const { at, requests } of own) {
      const values: Record<string, number> | undefined = points.get(at.getTime())?.values;
      if (!values) continue;
      values[name] = requests;
      values[others] = (values[others] ?? 0) - requests;
    }
  }
  return [...points.values()];
}

function hasOthers(usage: Usage): boolean {
  return serverPoints(usage).some(({ values }) => (values[others] ?? 0) > 0);
}

function toValues({ p50, p95, p99 }: Times): Record<string, number> {
  return { p50, p95, p99 };
}
