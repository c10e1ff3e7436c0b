import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const watchesParsers = {
  /** The watch that is changed, or whose firings are shown. */
  watch: parseAsString,
  form: parseAsStringLiteral(["new", "change"]),
  /** What a new watch begins with, where it comes from a search of the audit log. */
  query: parseAsString.withDefault(""),
  name: parseAsString.withDefault(""),
  after: parseAsString,
};

export const loadWatchesParams = createLoader(watchesParsers);
const watchesQuery = createSerializer(watchesParsers);

/** Address of the form for a watch that begins with this search. */
export function newWatchHref(given: { name: string; query: string }): string {
  return `/watches${watchesQuery({ form: "new", ...given })}`;
}
