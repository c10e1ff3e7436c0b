"use client";

import { CellText } from "#components/data-table/cell-text.tsx";
import { classNames } from "#components/ui/class-names.ts";
import type { Suggestion } from "./use-suggestions.ts";

type SuggestionListProps = {
  /** The field names it, and its options by their place: `id-0`. */
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  onChoose: (suggestion: Suggestion) => void;
};

/** What may be chosen under the field of a query, as ARIA's combobox pattern has it: the field keeps focus and keys. */
export function SuggestionList({ id, suggestions, active, onChoose }: SuggestionListProps) {
  return (
    <div
      id={id}
      // A datalist cannot say what a value is, nor stand under a part of its field.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="listbox"
      aria-label="Proposals"
      hidden={suggestions.length === 0}
      className="absolute top-full left-0 z-40 mt-1 max-h-80 w-full max-w-md overflow-y-auto rounded-md border bg-raised p-1 shadow-raised"
    >
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.choice}
          id={`${id}-${index}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onPointerDown={(event) => {
            // The field keeps the focus.
            event.preventDefault();
            onChoose(suggestion);
          }}
          className={classNames(
            "flex min-h-7 cursor-pointer items-center gap-3 rounded-sm px-2 text-sm hover:bg-hover",
            index === active && "bg-hover",
          )}
        >
          <span className="min-w-0 grow font-mono text-xs">
            <CellText text={suggestion.shown} />
          </span>
          <span className="shrink-0 text-xs text-muted">{suggestion.note}</span>
        </div>
      ))}
    </div>
  );
}
