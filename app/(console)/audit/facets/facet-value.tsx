"use client";

import { Ban, Check } from "lucide-react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { searchFields, type FacetField } from "#lib/search/fields.ts";
import { describeValue } from "../event-words.ts";

type FacetValueProps = {
  field: FacetField;
  value: string;
  /** Null where nothing in reach has it. */
  count: number | null;
  about: boolean;
  /** What the query says of it: asked for, left out, or nothing. */
  state: "in" | "out" | "free";
  onInclude: () => void;
  onExclude: () => void;
  onForget: () => void;
};

/** One value: a click asks for it, the sign beside it leaves it out, and a second click takes either back. */
export function FacetValue({ field, value, count, about, state, onInclude, onExclude, onForget }: FacetValueProps) {
  const { label } = searchFields[field];
  const shown = describeValue(field, value);
  return (
    <li className="group flex items-center rounded-sm hover:bg-hover">
      <button
        type="button"
        aria-pressed={state === "in"}
        onClick={state === "in" ? onForget : onInclude}
        className={classNames(
          "flex min-h-7 min-w-0 grow cursor-pointer items-center gap-1.5 rounded-sm px-1 text-left text-xs",
          state === "in" && "font-medium text-accent",
          state === "out" && "text-muted line-through",
        )}
      >
        <Check aria-hidden className={classNames("size-3.5 shrink-0", state !== "in" && "invisible")} />
        <span className="min-w-0 grow">
          <CellText text={shown} />
        </span>
        <span className="shrink-0 text-muted">
          {about && count !== null && "~"}
          {(count ?? 0).toLocaleString("en")}
        </span>
      </button>
      <button
        type="button"
        aria-pressed={state === "out"}
        aria-label={`Leave out ${label} ${shown.slice(0, 80)}`}
        title="Leave out"
        onClick={state === "out" ? onForget : onExclude}
        className={classNames(
          "size-6 shrink-0 cursor-pointer rounded-sm p-1 text-muted hover:text-text",
          state === "out" ? "text-danger" : "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100",
        )}
      >
        <Ban aria-hidden className="size-4" />
      </button>
    </li>
  );
}
