"use client";

import type { ReactNode } from "react";
import { completeBuckets } from "./complete-buckets.ts";
import { Plot } from "./plot.tsx";
import { sumOf, type ChartPoint, type ChartSeries } from "./series.ts";

type StackedBarsProps = {
  title: ReactNode;
  label: string;
  range: { from: Date; to: Date; bucketMs: number };
  /** Points without anything may be left out. */
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
  format?: (value: number) => string;
  onRange?: ((from: Date, to: Date) => void) | undefined;
  beside?: ReactNode;
  tall?: boolean;
};

/** Counts over time, one bar a bucket, split by series; with `onRange` a part of the time can be chosen. */
export function StackedBars({ range, points: given, series, format = formatCount, ...rest }: StackedBarsProps) {
  const { bucketMs, points } = completeBuckets(range, given);
  const most = Math.max(0, ...points.map((point) => sumOf(point, series)));
  return (
    <Plot {...rest} range={range} bucketMs={bucketMs} points={points} series={series} most={most} format={format}>
      {points.map((point, index) => {
        let below = 0;
        return series.map(({ key, look }) => {
          const value = point.values[key] ?? 0;
          if (value === 0) return null;
          // What is there at all is seen, however little it is beside the others.
          const height = Math.max(1.5, (94 * value) / most);
          below += height;
          return (
            <rect
              key={`${index} ${key}`}
              x={index + 0.08}
              width={0.84}
              y={100 - below}
              height={height}
              className={look.shape}
            />
          );
        });
      })}
    </Plot>
  );
}

/** A number as people read it: "12,480". */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString("en");
}
