"use client";

import { namedSeries } from "#components/charts/series.ts";
import { formatCount, StackedBars } from "#components/charts/stacked-bars.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { formatBytes, formatDuration } from "#components/ui/time-format.ts";
import { searchFields, type FacetField } from "#lib/search/fields.ts";
import type { EventGroups } from "#lib/search/schemas.ts";
import type { Measure } from "#lib/views/shapes.ts";
import { describeValue } from "../event-words.ts";
import type { AuditParams } from "../search-params.ts";
import { measureWords } from "./group-controls.tsx";
import { GroupTable } from "./group-table.tsx";

type Range = { from?: Date | undefined; to?: Date | undefined };

type GroupViewProps = {
  groups: EventGroups;
  by: FacetField[];
  /** Of the search that was grouped. */
  range: Range;
  params: AuditParams;
  onRange: (from: Date, to: Date) => void;
};

const formats: Record<Measure, (value: number) => string> = {
  count: formatCount,
  duration_p95: formatDuration,
  response_bytes: formatBytes,
};

/** The events of the search by the values of fields: as a chart over time, and with a row for each group. */
export function GroupView({ groups: { groups, bucketMs, about }, by, range, params, onRange }: GroupViewProps) {
  const format = formats[params.measure];
  if (groups.length === 0) {
    return (
      <EmptyState title="Nothing to group">
        No event of this search has a value there. Group by another field, or widen the search.
      </EmptyState>
    );
  }
  const names = groups.map(({ values }) => describeGroup(by, values));
  const times = groups.flatMap(({ overTime }) => overTime.map(({ at }) => at.getTime()));
  return (
    <div className="flex min-w-0 flex-col gap-3 py-3">
      {about && <p className="px-4 text-xs text-muted">Counted on a sample: the figures are about right.</p>}
      {params.show === "series" && bucketMs !== null && times.length > 0 && (
        <div className="px-4">
          <StackedBars
            tall
            title={<span className="font-medium">{measureWords[params.measure]}</span>}
            label={`${measureWords[params.measure]} over time by ${by.map((field) => searchFields[field].label.toLowerCase()).join(" and ")}`}
            range={{ ...rangeOf(range, times, bucketMs), bucketMs }}
            points={groups
              .slice(0, 5)
              .flatMap(({ overTime }, index) =>
                overTime.map(({ at, measure }) => ({ at, values: { [names[index] ?? ""]: measure } })),
              )}
            series={namedSeries(names)}
            format={format}
            onRange={onRange}
          />
        </div>
      )}
      <GroupTable groups={groups} by={by} params={params} format={format} />
    </div>
  );
}

function describeGroup(by: readonly FacetField[], values: readonly (string | null)[]): string {
  return values
    .map((value, index) => {
      const field = by[index];
      return value === null || field === undefined ? "none" : describeValue(field, value);
    })
    .join(" · ");
}

/** What the search says, and where it says nothing, from the first to the last that there is. */
function rangeOf({ from, to }: Range, times: number[], bucketMs: number): { from: Date; to: Date } {
  return { from: from ?? new Date(Math.min(...times)), to: to ?? new Date(Math.max(...times) + bucketMs) };
}
