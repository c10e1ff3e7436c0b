"use client";

import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { completeBuckets } from "./complete-buckets.ts";
import { Plot } from "./plot.tsx";
import type { ChartPoint, ChartSeries } from "./series.ts";

type LinesProps = {
  title: ReactNode;
  label: string;
  range: { from: Date; to: Date; bucketMs: number };
  /** Times at which nothing was measured are left out, and break the line. */
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
  format: (value: number) => string;
  onRange?: ((from: Date, to: Date) => void) | undefined;
  beside?: ReactNode;
};

/** Values over time that cannot be added up, such as percentiles: a line each. */
export function Lines({ range, points: given, series, ...rest }: LinesProps) {
  const { bucketMs, points } = completeBuckets(range, given);
  const most = Math.max(0, ...points.flatMap(({ values }) => series.map(({ key }) => values[key] ?? 0)));
  return (
    <Plot {...rest} tall range={range} bucketMs={bucketMs} points={points} series={series} most={most}>
      {series.map(({ key, look }) => (
        <path
          key={key}
          d={pathOf(points, key, most)}
          vectorEffect="non-scaling-stroke"
          className={classNames("fill-none stroke-2", look.line)}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </Plot>
  );
}

function pathOf(points: readonly ChartPoint[], key: string, most: number): string {
  let drawing = false;
  return points
    .map(({ values }, index) => {
      const value = values[key];
      const command = drawing ? "L" : "M";
      drawing = value !== undefined;
      if (value === undefined) return "";
      const place = `${index + 0.5} ${(97 - (94 * value) / Math.max(1, most)).toFixed(2)}`;
      // A lone point is a line of no length, which round ends make a dot.
      return command === "M" ? `M${place}L${place}` : `L${place}`;
    })
    .join("");
}
