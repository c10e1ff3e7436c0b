import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

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
