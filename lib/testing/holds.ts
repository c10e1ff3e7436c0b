import { newId } from "#lib/core/ids.ts";
import { canonicalJson, sha256Hex } from "#lib/crypto/request-digest.ts";
import type { HeldRequest, HoldState } from "#lib/holds/schemas.ts";
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
