"use client";

import { Histogram } from "#components/charts/histogram.tsx";
import { Skeleton } from "#components/ui/states.tsx";
import type { Histogram as HistogramData } from "#lib/search/schemas.ts";
import { searchQuery, type SearchParams } from "./search-params.ts";
import { useFetched } from "./use-fetched.ts";

type HistogramPanelProps = { search: SearchParams; onRange: (from: Date, to: Date) => void };

/** The events of the search over time; dragging over it chooses a part of the range. */
export function HistogramPanel({ search, onRange }: HistogramPanelProps) {
  const { value, isStale, problem } = useFetched<HistogramData>(`/api/audit/histogram${searchQuery(search)}`);
  return (
    <section aria-label="Over time" aria-busy={isStale} className="min-h-32 border-b px-4 py-2">
      {problem && <p className="text-sm text-danger">{problem}</p>}
      {!value && !problem && <Skeleton className="h-24 w-full" />}
      {value && (
        <div className={isStale ? "opacity-60 transition-opacity" : undefined}>
          <Histogram histogram={value} onRange={onRange} />
        </div>
      )}
    </section>
  );
}
