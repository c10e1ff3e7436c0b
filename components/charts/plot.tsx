"use client";

import type { ReactNode } from "react";
import { useReaderTimeZone } from "#components/ui/time.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { ChartTable } from "./chart-table.tsx";
import { Legend } from "./legend.tsx";
import { timeLabels } from "./time-labels.ts";
import type { ChartPoint, ChartSeries } from "./series.ts";
import { useBrush } from "./use-brush.ts";

type PlotProps = {
  title: ReactNode;
  /** Name of the chart for screen readers, and of its table. */
  label: string;
  range: { from: Date; to: Date };
  bucketMs: number;
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
  /** The top of the scale. */
  most: number;
  format: (value: number) => string;
  /** Somebody has chosen a part of the range. */
  onRange?: ((from: Date, to: Date) => void) | undefined;
  /** At the right of the title. */
  beside?: ReactNode;
  tall?: boolean;
  /** Shapes in a box as wide as there are points and 100 high, zero at the bottom. */
  children: ReactNode;
};

/** The frame of every chart over time: title, scale, axis, legend, brush, and the same as a table. */
export function Plot(props: PlotProps) {
  const { title, label, range, bucketMs, points, series, most, format, onRange, beside, tall, children } = props;
  const count = points.length;
  const { from, to } = range;
  const brush = useBrush(
    count,
    onRange &&
      ((first, last) => {
        const begin = points[first]?.at.getTime() ?? 0;
        const end = (points[last]?.at.getTime() ?? 0) + bucketMs;
        onRange(new Date(Math.max(from.getTime(), begin)), new Date(Math.min(to.getTime(), end)));
      }),
  );
  const timeZone = useReaderTimeZone();
  const labels = timeLabels({ timeZone, spanMs: to.getTime() - from.getTime(), bucketMs });
  const current = brush.current === null ? undefined : points[brush.current];
  const words = (point: ChartPoint) =>
    `${labels.bucket(point.at)}: ${
      series
        .filter(({ key }) => point.values[key])
        .map(({ key, label: name }) => `${format(point.values[key] ?? 0)} ${name.slice(0, 60)}`)
        .join(", ") || "nothing"
    }`;
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <figcaption className="flex min-h-7 flex-wrap items-center gap-x-3 text-sm">
        {title}
        <span aria-hidden className="grow text-xs text-muted">
          {current && labels.bucket(current.at)}
        </span>
        {beside}
      </figcaption>
      <div
        // An input cannot hold a chart, nor choose a range.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="slider"
        tabIndex={0}
        aria-label={
          onRange ? `${label}. Arrow keys move, Shift selects, Enter zooms in.` : `${label}. Arrow keys move.`
        }
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={(brush.current ?? count - 1) + 1}
        aria-valuetext={current ? words(current) : "no time chosen"}
        {...brush.handlers}
        className={classNames(
          "relative touch-pan-y rounded-sm border-b select-none",
          onRange && "cursor-crosshair",
          tall ? "h-40" : "h-16",
        )}
      >
        <svg aria-hidden viewBox={`0 0 ${count} 100`} preserveAspectRatio="none" className="size-full">
          {brush.current !== null && <rect x={brush.current} width={1} height={100} className="fill-hover" />}
          {brush.selected && (
            <rect
              x={brush.selected.first}
              width={brush.selected.last - brush.selected.first + 1}
              height={100}
              className="fill-selected"
            />
          )}
          {children}
        </svg>
        <span aria-hidden className="pointer-events-none absolute top-0 left-0 bg-surface/80 pr-1 text-xs text-muted">
          {most > 0 && format(most)}
        </span>
      </div>
      <div aria-hidden className="flex justify-between text-xs text-muted">
        {[0, 1, 2, 3].map((quarter) => {
          const point = points[Math.floor((count * quarter) / 4)];
          return (
            <span key={quarter} className={quarter % 2 === 1 ? "max-sm:hidden" : undefined}>
              {point && (quarter === 0 || count >= 4) && labels.tick(point.at)}
            </span>
          );
        })}
        <span>{labels.tick(to)}</span>
      </div>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <Legend series={series} {...(current && { formatOf: (key: string) => format(current.values[key] ?? 0) })} />
        <ChartTable label={label} points={points} series={series} bucketLabel={labels.bucket} format={format} />
      </div>
    </figure>
  );
}
