import type { Hold } from "#prisma-client";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { decidesFor } from "./groups-for.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import type { EventStatus, EventType } from "#lib/ledger/events.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";

type Verdict = "hold.voted" | "hold.approved" | "hold.denied" | "hold.cancelled" | "hold.broke-glass" | "hold.reviewed";

const statuses = {
  "hold.voted": "held",
  "hold.approved": "approved",
  "hold.denied": "denied",
  "hold.cancelled": "cancelled",
  "hold.broke-glass": "approved",
  "hold.reviewed": "ok",
} as const satisfies Partial<Record<EventType, EventStatus>>;

/** The event of what a person did with a hold. It is about the call, so it carries the caller's identity; who did it is `approver`. */
export async function recordVerdict(
  transaction: Transaction,
  context: ServiceContext,
  person: Person,
  hold: Hold,
  { type, reason, attrs }: { type: Verdict; reason: string; attrs?: Record<string, unknown> },
): Promise<void> {
  const inPlaceOf = decidesFor(person, hold);
  await recordEvent(transaction, context, {
    type,
    status: statuses[type],
    callId: hold.callId,
    holdId: hold.id,
    userId: hold.userId,
    userName: hold.userName,
    agent: hold.agent,
    connection: hold.connection,
    kind: hold.kind === "mcp" ? "mcp" : "http",
    operation: hold.operation,
    tool: hold.tool,
    decision: "hold",
    rule: hold.rule,
    policyVersion: hold.policyVersion,
    approver: person.email,
    reason: reason || null,
    holdMs: hold.decidedAt && hold.decidedAt.getTime() - hold.createdAt.getTime(),
    attrs: {
      approverId: person.subject,
      requestDigest: hold.requestDigest,
      ...attrs,
      ...(inPlaceOf.length > 0 && { standsInFor: inPlaceOf }),
    },
  });
}
