import type { CallCounts, PolicyCall, RecentCalls } from "./decision.ts";
import type { TypedCall } from "./schemas.ts";

/** A call that people wrote down, as rules see it. What was left out is empty; arguments that were left out are none. */
export function toPolicyCall(call: TypedCall, environment: string): PolicyCall {
  const { caller = {}, annotations, schemaHash } = call;
  const isHttp = call.method !== undefined;
  const method = call.mcpMethod ?? "tools/call";
  const tool = !isHttp && method === "tools/call" ? (call.tool ?? null) : null;
  return {
    connection: call.connection,
    kind: isHttp ? "http" : "mcp",
    operation: isHttp ? `${call.method} ${call.path}` : method,
    tool,
    method: call.method ?? null,
    path: call.path ?? null,
    groups: caller.groups ?? [],
    agent: call.agent ?? null,
    subject: caller.sub ?? null,
    email: caller.email ?? null,
    client: call.client ?? null,
    args: call.args ?? {},
    query: call.query ?? null,
    body: call.body ?? null,
    toolFacts:
      tool !== null && (annotations !== undefined || schemaHash !== undefined)
        ? { annotations: scalars(annotations), schemaHash: schemaHash ?? "" }
        : null,
    at: call.at === undefined ? Date.now() : Date.parse(call.at),
    environment,
    history: { ...recent(call.history), same: recent(call.history?.same) },
  };
}

function recent({ minute, hour }: NonNullable<TypedCall["history"]>["same"] = {}): RecentCalls {
  return { minute: counts(minute), hour: counts(hour) };
}

function counts(given: { [Key in keyof CallCounts]?: number | undefined } = {}): CallCounts {
  return { calls: given.calls ?? 0, denied: given.denied ?? 0, held: given.held ?? 0 };
}

function scalars(values: TypedCall["annotations"] = {}): Record<string, boolean | string | number> {
  const kept: Record<string, boolean | string | number> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === "boolean" || typeof value === "string" || typeof value === "number") kept[name] = value;
  }
  return kept;
}
