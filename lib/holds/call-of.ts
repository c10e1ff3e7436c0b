import type { Hold } from "#prisma-client";
import type { PolicyCall } from "#lib/policies/decision.ts";
import type { HeldRequest } from "./schemas.ts";

/** A held call as rules see it, as far as its hold says; who called is known to the ledger. */
export function callOf(hold: Hold, request: HeldRequest): PolicyCall {
  const isTool = request.kind === "mcp";
  const args = isTool ? request.arguments : {};
  return {
    connection: hold.connection,
    kind: request.kind,
    operation: hold.operation,
    tool: hold.tool,
    method: isTool ? null : request.method,
    path: isTool ? null : request.path,
    groups: [],
    agent: hold.agent,
    subject: hold.userId,
    // As in the ledger: where the name looks like an address, the identity provider vouched for it.
    email: hold.userName?.includes("@") ? hold.userName : null,
    client: null,
    args: typeof args === "object" && args !== null ? { ...args } : {},
    query: isTool ? null : request.query,
    body: isTool ? null : request.body,
    toolFacts: null,
    at: hold.createdAt.getTime(),
    environment: "",
    history: undefined,
  };
}
