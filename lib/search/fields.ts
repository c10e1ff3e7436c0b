// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/**
 * What one can search by, with the names that Datadog's searches use for the same. `text` fields match whole values and
 * wildcards, `number` and `duration` fields also ranges (`duration:>2s`), `address` fields also `10.0.0.0/8`.
 */
export const searchFields = {
  user: { label: "User", kind: "text", aliases: ["@usr.name", "@usr.email", "usr"] },
  agent: { label: "Agent", kind: "text", aliases: ["@agent", "@gateway.agent"] },
  server: { label: "Server", kind: "text", aliases: ["connection", "@gateway.target.name"] },
  operation: { label: "Operation", kind: "text", aliases: ["@gateway.operation_id"] },
  tool: { label: "Tool", kind: "text", aliases: ["@mcp.tool.name"] },
  status: { label: "Status", kind: "text", aliases: ["@status"] },
  decision: { label: "Decision", kind: "text", aliases: ["@gateway.decision"] },
  approver: { label: "Approver", kind: "text", aliases: ["@gateway.approval.approver.email"] },
  rule: { label: "Rule", kind: "text", aliases: ["policy"] },
  risk: { label: "Risk", kind: "text", aliases: ["@gateway.risk"] },
  address: { label: "Client address", kind: "address", aliases: ["ip", "@network.client.ip"] },
  masked: { label: "Masked", kind: "text", aliases: [] },
  type: { label: "Event", kind: "text", aliases: ["event", "@evt.name"] },
  group: { label: "Kind", kind: "text", aliases: ["kind"] },
  client: { label: "Client", kind: "text", aliases: ["@mcp.client.name"] },
  http: { label: "HTTP status", kind: "number", aliases: ["@http.status_code"] },
  error: { label: "Error", kind: "text", aliases: ["@error.code"] },
  duration: { label: "Duration", kind: "duration", aliases: ["@duration"] },
  call: { label: "Call", kind: "text", aliases: [] },
  hold: { label: "Hold", kind: "text", aliases: [] },
  session: { label: "Session", kind: "text", aliases: ["@mcp.session.id"] },
  trace: { label: "Trace", kind: "text", aliases: ["trace_id", "@trace_id"] },
  id: { label: "Event ID", kind: "text", aliases: ["@evt.id"] },
} as const satisfies Record<string, SearchFieldFacts>;

type SearchFieldFacts = { label: string; kind: "text" | "number" | "duration" | "address"; aliases: readonly string[] };

export type SearchField = keyof typeof searchFields;

/** Fields whose values are all known; another one is a mistake, and said to be. A test keeps it true. */
export const knownValues: Partial<Record<SearchField, readonly string[]>> = {
  status: ["ok", "failed", "denied", "held", "approved", "expired", "cancelled", "unknown", "started"],
  decision: ["allow", "hold", "deny"],
  group: ["calls", "approvals", "administration", "access"],
};

/** Words that Datadog has for several values of ours at once. */
export const valueSynonyms: Partial<Record<SearchField, Readonly<Record<string, readonly string[]>>>> = {
  status: {
    info: ["ok", "approved", "started"],
    warn: ["held", "denied", "expired", "cancelled"],
    error: ["failed", "unknown"],
  },
};

/** Fields with few enough values to be counted beside the list, and to group by. */
export const facetFields = [
  "status",
  "decision",
  "server",
  "user",
  "agent",
  "tool",
  "operation",
  "rule",
  "approver",
  "risk",
  "masked",
  "group",
  "type",
  "client",
  "address",
  "error",
] as const satisfies readonly SearchField[];
export type FacetField = (typeof facetFields)[number];

export const sortOrders = ["newest", "oldest", "slowest"] as const;
export type SortOrder = (typeof sortOrders)[number];
