import type { Histogram } from "#lib/search/schemas.ts";

/** Classes for one colour: of shapes, of marks in legends, of lines. */
type ChartLook = { shape: string; mark: string; line: string };

export type ChartSeries = { key: string; label: string; look: ChartLook };

/** What is drawn at one time, by the keys of the series; what is left out is zero, or was not measured. */
export type ChartPoint = { at: Date; values: Readonly<Record<string, number>> };

const rest: ChartLook = { shape: "fill-muted/50", mark: "bg-muted/50", line: "stroke-muted/50" };
const first: ChartLook = { shape: "fill-chart-1", mark: "bg-chart-1", line: "stroke-chart-1" };
const second: ChartLook = { shape: "fill-chart-2", mark: "bg-chart-2", line: "stroke-chart-2" };

/** Colours that mean nothing but "another one". */
const looks: readonly ChartLook[] = [
  first,
  second,
  { shape: "fill-chart-3", mark: "bg-chart-3", line: "stroke-chart-3" },
  { shape: "fill-chart-4", mark: "bg-chart-4", line: "stroke-chart-4" },
  { shape: "fill-chart-5", mark: "bg-chart-5", line: "stroke-chart-5" },
];

const statusLooks: Record<string, ChartLook> = {
  ok: first,
  started: second,
  approved: { shape: "fill-success", mark: "bg-success", line: "stroke-success" },
  held: { shape: "fill-held", mark: "bg-held", line: "stroke-held" },
  expired: rest,
  cancelled: { shape: "fill-control", mark: "bg-control", line: "stroke-control" },
  denied: { shape: "fill-danger/50", mark: "bg-danger/50", line: "stroke-danger/50" },
  failed: { shape: "fill-danger", mark: "bg-danger", line: "stroke-danger" },
  unknown: { shape: "fill-unknown", mark: "bg-unknown", line: "stroke-unknown" },
};

/** The statuses that occur, in one order everywhere: what went well at the bottom, what did not on top of it. */
export function statusSeries(buckets: Histogram["buckets"]): ChartSeries[] {
  const present = new Set(buckets.flatMap(({ counts }) => Object.keys(counts)));
  const known = Object.keys(statusLooks).filter((status) => present.has(status));
  const others = [...present].filter((status) => !Object.hasOwn(statusLooks, status)).toSorted();
  return [...known, ...others].map((status) => ({ key: status, label: status, look: statusLooks[status] ?? rest }));
}

/** Series for names without a colour of their own, five at most, in the order given; `others`: all beyond them. */
export function namedSeries(names: readonly string[], others?: { key: string; label: string }): ChartSeries[] {
  const series = names.flatMap((name, index) => {
    const look = looks[index];
    return look ? [{ key: name, label: name, look }] : [];
  });
  return others ? [...series, { ...others, look: rest }] : series;
}

/** Everything drawn at one time. */
export function sumOf(point: ChartPoint, series: readonly ChartSeries[]): number {
  return series.reduce((sum, { key }) => sum + (point.values[key] ?? 0), 0);
}
