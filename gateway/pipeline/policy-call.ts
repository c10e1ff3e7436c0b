import type { PolicyCall } from "#lib/policies/decision.ts";
import type { Caller } from "../identity/caller.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import type { Call, HttpCall } from "./call.ts";

/** The call as rules see it. What was not read exactly as an upstream may read it is left out, and fails conditions. */
export function policyCall(snapshot: LiveSnapshot, connection: LiveConnection, caller: Caller, call: Call): PolicyCall {
  const http = call.kind === "http" ? call : null;
  const mcp = call.kind === "mcp" ? call : null;
  // One literal for both kinds: objects of one shape, which nothing is spread into, are what a call can afford.
  return {
    connection: connection.slug,
    kind: call.kind,
    operation: call.operation,
    tool: call.tool,
    method: http?.httpMethod ?? null,
    path: http?.path ?? null,
    groups: caller.groups,
    agent: caller.agent,
    subject: caller.userId,
    email: caller.email,
    client: mcp?.clientName ?? null,
    args: mcp ? argumentsOf(mcp.params, mcp.tool, mcp.exact) : nothing,
    query: http?.query ?? null,
    body: http ? bodyOf(http) : null,
    toolFacts: call.tool === null ? null : (connection.tools.get(call.tool) ?? null),
    at: Date.now(),
    environment: snapshot.environment,
    history: snapshot.callerHistory?.of(caller.callerId, countedAs(connection, call)),
  };
}

/** Calls that count as the same: of one tool, or of one HTTP operation. */
export function countedAs({ slug }: LiveConnection, { tool, operation }: Call): string {
  return `${slug} ${tool ?? operation}`;
}

const nothing: Readonly<Record<string, unknown>> = {};

function argumentsOf(params: Record<string, unknown>, tool: string | null, exact: boolean): PolicyCall["args"] {
  if (!exact) return undefined;
  if (tool === null) {
    const { _meta, ...named } = params;
    return named;
  }
  const given = params["arguments"] ?? nothing;
  return isRecord(given) ? given : undefined;
}

function bodyOf(call: HttpCall): unknown {
  const unread = !call.exact || (call.readableBody === null && !call.bodyIsJson && call.body.length > 0);
  return unread ? undefined : call.readableBody;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
