"use client";

import { Select } from "#components/ui/input.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { facetFields, searchFields } from "#lib/search/fields.ts";
import { measures, viewShapes, type Measure, type ViewShape } from "#lib/views/shapes.ts";
import { fieldsFor, mostFields } from "./fields-for.ts";
import type { AuditChange, AuditParams } from "../search-params.ts";

const shapeWords: Record<ViewShape, string> = {
  list: "List",
  top: "Top list",
  series: "Time series",
  table: "Table",
};
export const measureWords: Record<Measure, string> = {
  count: "Number of events",
  duration_p95: "Duration, p95",
  response_bytes: "Bytes answered",
};

type GroupControlsProps = {
  params: Pick<AuditParams, "show" | "by" | "measure">;
  onChange: (change: AuditChange) => void;
};

/** How the events are shown: one by one, or grouped by up to three fields and measured. */
export function GroupControls({ params: { show, by, measure }, onChange }: GroupControlsProps) {
  const places = Array.from({ length: Math.min(mostFields[show], by.length + 1) }, (_, place) => place);
  const choose = (place: number, text: string) => {
    const chosen = facetFields.find((field) => field === text);
    const fields = chosen ? [...by.slice(0, place), chosen, ...by.slice(place + 1)] : by.toSpliced(place, 1);
    onChange({ by: [...new Set(fields)] });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <fieldset aria-label="Show as" className="flex rounded-md border">
        {viewShapes.map((shape) => (
          <button
            key={shape}
            type="button"
            aria-pressed={shape === show}
            onClick={() => onChange({ show: shape, by: shape === "list" ? by : fieldsFor(shape, by) })}
            className={classNames(
              "h-7 cursor-pointer px-2.5 text-xs first:rounded-l-md last:rounded-r-md",
              shape === show ? "bg-selected font-medium text-accent" : "text-muted hover:bg-hover hover:text-text",
            )}
          >
            {shapeWords[shape]}
          </button>
        ))}
      </fieldset>
      {show !== "list" && (
        <>
          {places.map((place) => (
            <Select
              key={place}
              aria-label={place === 0 ? "Group by" : `Then by (${place + 1})`}
              className="sm:w-auto"
              value={by[place] ?? ""}
              onChange={(event) => choose(place, event.currentTarget.value)}
            >
              {place > 0 && <option value="">{by[place] ? "Nothing more" : "Then by …"}</option>}
              {facetFields
                .filter((field) => field === by[place] || !by.includes(field))
                .map((field) => (
                  <option key={field} value={field}>
                    {`${place === 0 ? "By" : "then"} ${searchFields[field].label.toLowerCase()}`}
                  </option>
                ))}
            </Select>
          ))}
          <Select
            aria-label="Measure"
            className="sm:w-auto"
            value={measure}
            onChange={(event) =>
              onChange({ measure: measures.find((each) => each === event.currentTarget.value) ?? null })
            }
          >
            {measures.map((each) => (
              <option key={each} value={each}>
                {measureWords[each]}
              </option>
            ))}
          </Select>
        </>
      )}
    </div>
  );
}
