"use client";

import { useState } from "react";
import { ChevronRight } from "lucide-react";
import { Skeleton } from "#components/ui/states.tsx";
import { searchFields, type FacetField } from "#lib/search/fields.ts";
import type { Facet } from "#lib/search/schemas.ts";
import { FacetValue } from "./facet-value.tsx";

const fewValues = 6;

type FacetSectionProps = {
  field: FacetField;
  /** Null until it was counted. */
  facet: Facet | null;
  chosen: { included: string[]; excluded: string[] };
  isOpen: boolean;
  onToggle: (isOpen: boolean) => void;
  onInclude: (value: string) => void;
  onExclude: (value: string) => void;
  onForget: (value: string) => void;
};

/** One field with its values. Those that the query names are there also where nothing has them. */
export function FacetSection(props: FacetSectionProps) {
  const { field, facet, chosen, isOpen, onToggle, onInclude, onExclude, onForget } = props;
  const [all, setAll] = useState(false);
  const counted = facet?.values ?? [];
  const named = [...chosen.included, ...chosen.excluded].filter((text) => !counted.some(({ value }) => value === text));
  const values = [...named.map((value) => ({ value, count: null })), ...counted];
  const shown = all ? values : values.slice(0, fewValues);
  const { label } = searchFields[field];
  return (
    <section aria-label={label} className="border-b py-1 last:border-b-0">
      <h3>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => onToggle(!isOpen)}
          className="flex min-h-7 w-full cursor-pointer items-center gap-1 rounded-sm px-1 text-left text-xs font-medium hover:bg-hover"
        >
          <ChevronRight aria-hidden className={`size-3.5 shrink-0 text-muted ${isOpen ? "rotate-90" : ""}`} />
          {label}
        </button>
      </h3>
      {isOpen && (
        <ul className="pb-1">
          {!facet && [0, 1, 2].map((row) => <SkeletonValue key={row} />)}
          {facet && values.length === 0 && <li className="px-2 text-xs text-muted">Nothing here has one.</li>}
          {facet &&
            shown.map(({ value, count }) => (
              <FacetValue
                key={value}
                field={field}
                value={value}
                count={count}
                about={facet.about}
                state={chosen.included.includes(value) ? "in" : chosen.excluded.includes(value) ? "out" : "free"}
                onInclude={() => onInclude(value)}
                onExclude={() => onExclude(value)}
                onForget={() => onForget(value)}
              />
            ))}
          {values.length > fewValues && (
            <li>
              <button
                type="button"
                onClick={() => setAll(!all)}
                className="min-h-6 cursor-pointer rounded-sm px-2 text-xs text-accent hover:underline"
              >
                {all ? "Fewer" : `${values.length - fewValues} more`}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function SkeletonValue() {
  return (
    <li className="flex h-7 items-center px-2">
      <Skeleton className="h-3 w-full" />
    </li>
  );
}
