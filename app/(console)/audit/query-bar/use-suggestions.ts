"use client";

import { formatValue } from "#lib/search/format-query.ts";
import { searchFields } from "#lib/search/fields.ts";
import { useFetched } from "../use-fetched.ts";
import { matchingFields, type Typing } from "./complete-at.ts";

export type Suggestion = {
  /** What it puts into the query. */
  choice: string;
  shown: string;
  /** What it is: the label of a field, or how often a value occurs. */
  note: string;
};

const shownAtMost = 12;
/** Whoever types faster is not asked for each letter. */
const typingPauseMs = 120;

/** What may go on from what is being typed: names of fields, or values that occur in the log. */
export function useSuggestions(typing: Typing | null): Suggestion[] {
  const asked = typing?.kind === "value" ? typing : null;
  const query = asked && new URLSearchParams({ field: asked.field, prefix: asked.prefix.slice(0, 200) }).toString();
  const { value: values } = useFetched<{ value: string; count: number }[]>(
    query && `/api/audit/values?${query}`,
    typingPauseMs,
  );
  if (typing === null) return [];
  if (typing.kind === "field") {
    const fields = matchingFields(typing.prefix).slice(0, shownAtMost);
    return fields.map((field) => ({ choice: `${field}:`, shown: `${field}:`, note: searchFields[field].label }));
  }
  const prefix = typing.prefix.toLowerCase();
  const fitting = (values ?? []).filter(({ value }) => value.toLowerCase().includes(prefix)).slice(0, shownAtMost);
  return fitting.map(({ value, count }) => ({
    choice: formatValue(value),
    shown: value,
    note: count.toLocaleString("en"),
  }));
}
