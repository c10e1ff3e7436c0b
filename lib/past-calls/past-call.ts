import type { PolicyCall } from "#lib/policies/decision.ts";
import type { Effect } from "#lib/policies/schemas.ts";
import type { ToolFacts } from "#lib/tools/schemas.ts";
import type { StoredRequest } from "./stored-request.ts";

/** The event that says what policy decided of a call, as `pastCallSql` reads it. */
export type PastCall = {
  eventId: string;
  callId: string;
  at: Date;
  connection: string;
  kind: "mcp" | "http";
  operation: string;
  tool: string | null;
  userId: string | null;
  userName: string | null;
  agent: string | null;
  decision: Effect;
  rule: string | null;
  policyVersion: number | null;
  client: string | null;
  /** Groups of the caller; null where they were not recorded. */
  groups: string[] | null;
  /** Rules that matched, and those of them whose condition failed. */
  matched: string[] | null;
};

/** Columns of PastCall, and which events they are of: one of each call that policy judged. */
export const pastCallSql = {
  columns: `id as "eventId", call_id as "callId", at, connection, kind, operation, tool, user_id as "userId",
    user_name as "userName", agent, decision, rule, policy_version as "policyVersion",
    attrs->>'mcp.client.name' as client, attrs->'auth.groups' as groups, attrs->'holdpoint.rules' as matched`,
  // A held call that ran, or was refused after all, was decided when it was held.
  condition: `(type = 'call.held' or (type in ('call.finished', 'call.refused') and hold_id is null))
    and decision is not null and call_id is not null and connection is not null
    and (kind = 'http' or operation in ('tools/call', 'resources/read', 'prompts/get'))`,
};

/** The call as rules see it, as far as it is still known. What is not is undefined, and fails conditions that ask for it. */
export function toPolicyCall(
  call: PastCall,
  known: { request: StoredRequest | null; toolFacts: ToolFacts | null; environment: string },
): PolicyCall {
  const isHttp = call.kind === "http";
  const space = call.operation.indexOf(" ");
  return {
    connection: call.connection,
    kind: call.kind,
    operation: call.operation,
    tool: call.tool,
    method: isHttp ? call.operation.slice(0, space) : null,
    path: isHttp ? call.operation.slice(space + 1) : null,
    groups: call.groups ?? [],
    agent: call.agent,
    subject: call.userId,
    // The ledger keeps a name; where it looks like an address, it was the address that the identity provider vouched for.
    email: call.userName?.includes("@") ? call.userName : null,
    client: call.client,
    args: isHttp ? {} : known.request?.args,
    query: isHttp ? undefined : null,
    body: isHttp ? known.request?.body : null,
    toolFacts: known.toolFacts,
    at: call.at.getTime(),
    environment: known.environment,
    history: undefined,
  };
}
