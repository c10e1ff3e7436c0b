import { createHash } from "node:crypto";
import { newId } from "#lib/core/ids.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { TestDatabase } from "./database.ts";

/** A call of a tool as the gateway leaves it in the ledger, with its request where `args` are given. Returns its id. */
export async function insertPastCall(
  { pool, sealer }: TestDatabase,
  given: Partial<AuditEvent> = {},
  args?: Record<string, unknown>,
): Promise<string> {
  const callId = newId("call");
  const event = newEvent({
    type: given.decision === "hold" ? "call.held" : given.decision === "deny" ? "call.refused" : "call.finished",
    status: given.decision === "hold" ? "held" : given.decision === "deny" ? "denied" : "ok",
    callId,
    connection: "billing",
    kind: "mcp",
    operation: "tools/call",
    tool: "refund_create",
    agent: "support-ai",
    decision: "allow",
    policyVersion: 1,
    ...given,
    attrs: { "auth.groups": ["agents"], ...given.attrs },
  });
  const body = Buffer.from(
    JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: event.tool, arguments: args } }),
  );
  const payload = {
    callId,
    direction: "request",
    at: event.at,
    headers: {},
    body,
    contentType: "application/json",
    bytes: body.length,
    sha256: createHash("sha256").update(body).digest("hex"),
    truncated: false,
  } as const;
  await appendToLedger(pool, sealer, { events: [event], payloads: args ? [payload] : [] });
  return callId;
}
