"use client";

import { formatDuration, formatExact } from "#components/ui/time-format.ts";
import { useReaderTimeZone } from "#components/ui/time.tsx";
import type { SinkMinute } from "#lib/sinks/read-sink-history.ts";
import { bucketsOfDay, type Bucket } from "./buckets-of-day.ts";

const chartHeight = 80;

/** Lag and throughput of the past day, a bar for each quarter of an hour. */
export function DayCharts({ minutes, now }: { minutes: SinkMinute[]; now: Date }) {
  const buckets = bucketsOfDay(minutes, now);
  const total = (of: (bucket: Bucket) => number) => buckets.reduce((sum, bucket) => sum + of(bucket), 0);
  const worst = Math.max(...buckets.map(({ lagMs }) => lagMs));
  const retried = total((bucket) => bucket.retried);
  const refused = total((bucket) => bucket.refused);
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Chart
        title="Furthest behind"
        summary={worst === 0 ? "up to date for the whole day" : `${formatDuration(worst)} at most in the past day`}
        buckets={buckets}
        valueOf={({ lagMs }) => lagMs}
        words={({ lagMs }) => `${formatDuration(lagMs)} behind`}
        isBad={({ lagMs }) => lagMs > 60_000}
      />
      <Chart
        title="Delivered"
        summary={[
          `${total((bucket) => bucket.delivered).toLocaleString("en")} events in the past day`,
          ...(retried > 0 ? [`${retried.toLocaleString("en")} batches retried`] : []),
          ...(refused > 0 ? [`${refused.toLocaleString("en")} events refused`] : []),
        ].join(", ")}
        buckets={buckets}
        valueOf={({ delivered }) => delivered}
        words={({ delivered, retried: again, refused: bad }) =>
          `${delivered.toLocaleString("en")} delivered, ${again} retried, ${bad} refused`
        }
        isBad={(bucket) => bucket.refused > 0}
      />
    </div>
  );
}

type ChartProps = {
  title: string;
  summary: string;
  buckets: Bucket[];
  valueOf: (bucket: Bucket) => number;
  words: (bucket: Bucket) => string;
  isBad: (bucket: Bucket) => boolean;
};

function Chart({ title, summary, buckets, valueOf, words, isBad }: ChartProps) {
  const timeZone = useReaderTimeZone();
  const most = Math.max(1, ...buckets.map(valueOf));
  const clock = (at: Date) => formatExact(at, timeZone).slice(11, 16);
  return (
    <figure className="flex min-w-0 flex-col gap-1">
      <figcaption className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="font-medium">{title}</span>
        <span className="text-muted">{summary}</span>
      </figcaption>
      <svg
        aria-hidden
        viewBox={`0 0 ${buckets.length} ${chartHeight}`}
        preserveAspectRatio="none"
        className="h-20 w-full border-b"
      >
        {buckets.map((bucket, index) => {
          const value = valueOf(bucket);
          const height = value === 0 ? 0 : Math.max(1, (chartHeight * value) / most);
          return (
            <g key={bucket.from.getTime()} className="group">
              <title>{`${clock(bucket.from)}: ${words(bucket)}`}</title>
              <rect x={index} width={1} height={chartHeight} className="fill-transparent group-hover:fill-hover" />
              <rect
                x={index + 0.1}
                width={0.8}
                y={chartHeight - height}
                height={height}
                className={isBad(bucket) ? "fill-danger" : "fill-accent"}
              />
            </g>
          );
        })}
      </svg>
      <div aria-hidden className="flex justify-between text-xs text-muted tabular-nums">
        {[0, 24, 48, 72].map((index) => {
          const from = buckets[index]?.from;
          return <span key={index}>{from && clock(from)}</span>;
        })}
        <span>now</span>
      </div>
    </figure>
  );
}
