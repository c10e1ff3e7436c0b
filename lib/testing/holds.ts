import type { ApprovalTerms } from "#lib/approvals/schemas.ts";
import { newId } from "#lib/core/ids.ts";
import { canonicalJson, sha256Hex } from "#lib/crypto/request-digest.ts";
import type { HeldRequest, HoldState } from "#lib/holds/schemas.ts";
import { claimHold } from "#lib/holds/claim-hold.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { TestDatabase } from "./database.ts";

export type GivenHold = Partial<{
  state: HoldState;
  userId: string | null;
  userName: string | null;
  agent: string | null;
  connection: string;
  tool: string;
  approverGroups: string[];
  expiresInS: number;
  request: HeldRequest;
}>;

/** A hold as a gateway would have opened it, waiting for the group `approvers` unless told otherwise. */
export async function insertHold(
  { database, sealer }: Pick<TestDatabase, "database" | "sealer">,
  given: GivenHold = {},
): Promise<{ id: string; callId: string; requestDigest: string }> {
  const { expiresInS = 900, request, tool = "get-sum", ...rest } = given;
  const held: HeldRequest = request ?? { kind: "mcp", tool, arguments: { a: 2, b: 3 } };
  const id = newId("hold");
  const hold = await database.hold.create({
    data: {
      id,
      callId: newId("call"),
      connection: "everything",
      kind: held.kind,
      operation: held.kind === "mcp" ? "tools/call" : `${held.method} ${held.path}`,
      tool: held.kind === "mcp" ? tool : null,
      requestSealed: new Uint8Array(sealer.seal("hold", canonicalJson(held))),
      requestDigest: sha256Hex(canonicalJson({ id, held })),
      callerId: `person:${given.userId ?? "sub-requester"}`,
      userId: "sub-requester",
      userName: "requester@example.com",
      agent: "demo-agent",
      clientIp: "198.51.100.4",
      rule: "sums-need-a-human",
      message: "A person checks sums.",
      policyVersion: 1,
      approverGroups: ["approvers"],
      expiresAt: new Date(),
      ...rest,
    },
  });
  await database.$executeRaw`
    update hold set expires_at = clock_timestamp() + ${expiresInS}::double precision * interval '1 second' where id = ${id}`;
  return { id, callId: hold.callId, requestDigest: hold.requestDigest };
}

/** What a rule asks for that holds calls for one of these groups, unless told otherwise. */
export function askedOf(groups: string[], given: Partial<ApprovalTerms> = {}): ApprovalTerms {
  return {
    rules: ["sums-need-a-human"],
    groups,
    quorums: [[{ groups, required: 1 }]],
    expiresInS: 900,
    ownerMayApprove: false,
    escalation: null,
    grants: null,
    breakGlass: [],
    ...given,
  };
}

/** Claims a hold as a gateway does. Returns its fence. */
export async function claimTestHold(
  { pool, sealer }: Pick<TestDatabase, "pool" | "sealer">,
  hold: { id: string; requestDigest: string },
): Promise<number | undefined> {
  const event = newEvent({ type: "hold.claimed", status: "started", holdId: hold.id });
  return (await claimHold(pool, sealer, hold, event))?.fence;
}
