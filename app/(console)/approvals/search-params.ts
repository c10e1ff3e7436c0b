import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { holdViews } from "#lib/holds/shapes.ts";

/** What the address of the list holds: the view, and where in the decided ones. */
export const approvalsSearchParams = {
  view: parseAsStringLiteral(holdViews).withDefault("mine"),
  after: parseAsString,
  /** Words that every row shown has in it. */
  q: parseAsString.withDefault(""),
};

export const loadApprovalsSearchParams = createLoader(approvalsSearchParams);
