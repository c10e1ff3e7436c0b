"use client";

import { useState } from "react";
import { readValues, withTerm, withoutTerm } from "#lib/search/edit-query.ts";
import { facetFields, type FacetField } from "#lib/search/fields.ts";
import type { Facet } from "#lib/search/schemas.ts";
import { searchQuery, type SearchParams } from "../search-params.ts";
import { useFetched } from "../use-fetched.ts";
import { FacetSection } from "./facet-section.tsx";

const openAtFirst: FacetField[] = ["status", "decision", "server", "user", "agent", "tool"];

type FacetPanelProps = {
  search: SearchParams;
  /** False where there is only the reader's own activity to see. */
  everybody: boolean;
  onQuery: (query: string) => void;
};

/** How often each value occurs among the events of the search; a click on one edits the query. */
export function FacetPanel({ search, everybody, onQuery }: FacetPanelProps) {
  const fields = facetFields.filter((field) => everybody || field !== "user");
  const [open, setOpen] = useState<FacetField[]>(openAtFirst.filter((field) => fields.includes(field)));
  const asked = fields.filter((field) => open.includes(field)).join(",");
  const { value, isStale, problem } = useFetched<Facet[]>(
    asked === ""
      ? null
      : `/api/audit/facets${searchQuery(search)}${searchQuery(search) === "" ? "?" : "&"}fields=${asked}`,
  );
  const { query } = search;
  return (
    <div className={isStale && value ? "opacity-60 transition-opacity" : undefined} aria-busy={isStale}>
      {problem && <p className="px-2 py-1 text-xs text-danger">{problem}</p>}
      {fields.map((field) => (
        <FacetSection
          key={field}
          field={field}
          facet={value?.find((facet) => facet.field === field) ?? null}
          chosen={readValues(query, field)}
          isOpen={open.includes(field)}
          onToggle={(isOpen) => setOpen(isOpen ? [...open, field] : open.filter((other) => other !== field))}
          onInclude={(text) => onQuery(withTerm(query, field, text))}
          onExclude={(text) => onQuery(withTerm(query, field, text, true))}
          onForget={(text) => onQuery(withoutTerm(query, field, text))}
        />
      ))}
    </div>
  );
}
