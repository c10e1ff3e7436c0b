import type { PolicyCall } from "#lib/policies/decision.ts";
import type { Caller } from "../identity/caller.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import type { Call } from "./call.ts";

/** The call as rules see it. What was not read exactly as an upstream may read it is left out, and fails conditions. */
export function policyCall(snapshot: LiveSnapshot, connection: LiveConnection, caller: Caller, call: Call): PolicyCall {
  const common = {
    connection: connection.slug,
    operation: call.operation,
    tool: call.tool,
    groups: caller.groups,
    agent: caller.agent,
    subject: caller.userId,
    email: caller.email,
    toolFacts: call.tool === null ? null : (connection.tools.get(call.tool) ?? null),
    at: Date.now(),
    environment: snapshot.environment,
    history: snapshot.callerHistory?.of(caller.callerId),
  };
  if (call.kind === "mcp") {
    return {
      ...common,
      kind: "mcp",
      method: null,
      path: null,
      client: call.clientName,
      args: call.exact ? argumentsOf(call.params, call.tool) : undefined,
      query: null,
      body: null,
    };
  }
  const unread = !call.exact || (call.readableBody === null && !call.bodyIsJson && call.body.length > 0);
  return {
    ...common,
    kind: "http",
    method: call.httpMethod,
    path: call.path,
    client: null,
    args: {},
    query: call.query,
    body: unread ? undefined : call.readableBody,
  };
}

function argumentsOf(params: Record<string, unknown>, tool: string | null): Record<string, unknown> | undefined {
  const { _meta, ...named } = params;
  if (tool === null) return named;
  const given = named["arguments"] ?? {};
  return typeof given === "object" && !Array.isArray(given) ? { ...given } : undefined;
}
