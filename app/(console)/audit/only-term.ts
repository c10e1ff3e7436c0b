import { readValues, withoutTerm, withTerm } from "#lib/search/edit-query.ts";
import type { SearchField } from "#lib/search/schemas.ts";

/** The query without the values of a field that it asks for; what it leaves out stays left out. */
export function withoutAsked(query: string, field: SearchField): string {
  return readValues(query, field).included.reduce((text, value) => withoutTerm(text, field, value), query);
}

/** The query of a click that goes into one value: in place of other values of the field, not beside them. */
export function onlyTerm(query: string, field: SearchField, value: string): string {
  return withTerm(withoutAsked(query, field), field, value);
}

/** The query, and the field has no value. */
export function withoutValue(query: string, field: SearchField): string {
  return query.trim() === "" ? `-${field}:*` : `(${query}) -${field}:*`;
}
