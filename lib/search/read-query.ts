import { AppError } from "#lib/core/errors.ts";
import { parseQuery } from "./parse-query.ts";
import type { QueryNode } from "./query-node.ts";

/** What a query asks. Throws `invalid` with the first thing that is wrong with it. */
export function readQuery(text: string): QueryNode {
  const parsed = parseQuery(text);
  if ("node" in parsed) return parsed.node;
  const message = parsed.problems[0]?.message ?? "The query cannot be read.";
  throw new AppError("invalid", message, { fields: { query: message } });
}
