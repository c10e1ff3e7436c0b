import { withTerm } from "#lib/search/edit-query.ts";
import type { Usage, UsageCounts, UsageRow } from "#lib/usage/schemas.ts";

export type Counted = Exclude<keyof UsageCounts, "requestBytes" | "responseBytes">;

/** What is counted, as a query of the audit log: each figure of this page can be read there one by one. */
const countedQueries: Record<Counted, string> = {
  requests: "group:calls -type:call.held",
  failed: "group:calls status:(failed OR unknown)",
  denied: "group:calls -type:call.held status:denied",
  held: "type:call.held",
  approved: "type:(hold.approved OR hold.broke-glass)",
  rejected: "type:hold.denied",
  expired: "type:hold.expired",
};

type Place = { usage: Pick<Usage, "from" | "to" | "scope">; row?: UsageRow };

/** The events that a figure counts. */
export function logHref({ usage, row }: Place, counted: Counted = "requests"): string {
  const { scope, from, to } = usage;
  let query = countedQueries[counted];
  if (scope) query = withTerm(query, scope.kind, scope.name);
  if (row) {
    if (row.server !== "" && scope?.kind !== "server") query = withTerm(query, "server", row.server);
    if (row.user !== "" && scope?.kind !== "user") query = withTerm(query, "user", row.userName || row.user);
    if (row.agent !== "" && scope?.kind !== "agent") query = withTerm(query, "agent", row.agent);
    if (row.tool !== "") query = withTerm(query, "tool", row.tool);
  }
  return `/audit?${new URLSearchParams({ query, from: from.toISOString(), to: to.toISOString() }).toString()}`;
}
