"use client";

import type { Histogram as HistogramData } from "#lib/search/schemas.ts";
import { statusSeries } from "./series.ts";
import { formatCount, StackedBars } from "./stacked-bars.tsx";

type HistogramProps = {
  histogram: HistogramData;
  /** A part of the range was chosen, by dragging or by keyboard; `from` is included, `to` is not. */
  onRange?: (from: Date, to: Date) => void;
};

/** Events over time, split by status. */
export function Histogram({ histogram, onRange }: HistogramProps) {
  const { buckets, total, about } = histogram;
  return (
    <StackedBars
      title={
        <span className="font-medium">
          {about && "about "}
          {formatCount(total)} {total === 1 ? "event" : "events"}
        </span>
      }
      label="Events over time, by status"
      range={histogram}
      points={buckets.map(({ at, counts }) => ({ at, values: counts }))}
      series={statusSeries(buckets)}
      onRange={onRange}
    />
  );
}
