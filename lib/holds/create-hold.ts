import type { Sealer } from "#lib/crypto/sealer.ts";
import { canonicalJson } from "#lib/crypto/request-digest.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { ApprovalTerms } from "#lib/approvals/schemas.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { knownApprovers } from "./known-approvers.ts";
import { sealOriginal, type OriginalRequest } from "./original-request.ts";
import type { HeldRequest, HoldState } from "./schemas.ts";
import { toldForS } from "./stored-answer.ts";

export type NewHold = {
  id: string;
  callId: string;
  connection: string;
  kind: "mcp" | "http";
  operation: string;
  tool: string | null;
  request: HeldRequest;
  requestDigest: string;
  callerId: string;
  userId: string | null;
  userName: string | null;
  agent: string | null;
  clientIp: string | null;
  rule: string;
  message: string | null;
  policyVersion: number;
  terms: ApprovalTerms;
  /** SHA-256 (hex) of the terms. */
  requirement: string;
  /** Subjects of people who may not decide it, beside the requester. */
  excluded: string[];
  toolSchema: string | null;
  /** The request as it came, where it may run without a request of its caller that is still open. */
  original: OriginalRequest | null;
};

export type OpenedHold = {
  id: string;
  callId: string;
  state: HoldState;
  createdAt: Date;
  expiresAt: Date;
  joined: boolean;
};

/**
 * Opens a hold, its event and its bell in one transaction, or joins the caller's own hold on the identical request:
 * one that is open, one that ended without a run and they were not told yet, or one that ran a short while ago. Identical requests at the same
 * moment end in one hold.
 */
export async function createHold(
  pool: Pool,
  sealer: Sealer,
  hold: NewHold,
  records: { event: AuditEvent; payload: CapturedPayload },
): Promise<OpenedHold> {
  return inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [hold.requestDigest]);
    const original = hold.original && sealOriginal(sealer, hold.original);
    const open = await findOpenHold(client, hold);
    if (open && original) await keepOriginal(client, open.id, original);
    if (open) return open;
    const approvers = await knownApprovers(client, hold);
    const { rows } = await client.query<{ created_at: Date; expires_at: Date }>(
      `insert into hold (id, call_id, connection, kind, operation, tool, request_sealed, request_digest, caller_id,
         user_id, user_name, agent, client_ip, rule, message, policy_version, approver_groups, terms, requirement,
         excluded, tool_schema, original_sealed, approver_people, escalates_at, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
         $21, $22, $23, now() + $24 * interval '1 second', now(), now() + $25 * interval '1 second')
       returning created_at, expires_at`,
      [
        hold.id,
        hold.callId,
        hold.connection,
        hold.kind,
        hold.operation,
        hold.tool,
        sealer.seal("hold", canonicalJson(hold.request)),
        hold.requestDigest,
        hold.callerId,
        hold.userId,
        hold.userName,
        hold.agent,
        hold.clientIp,
        hold.rule,
        hold.message,
        hold.policyVersion,
        hold.terms.groups,
        JSON.stringify(hold.terms),
        hold.requirement,
        hold.excluded,
        hold.toolSchema,
        original,
        approvers,
        hold.terms.escalation?.afterS ?? null,
        hold.terms.expiresInS,
      ],
    );
    const [inserted] = rows;
    if (!inserted) throw new Error("the insert returned no row");
    const bell = ringStatement({ topic: "hold", id: hold.id, state: "pending" });
    await client.query(bell.sql, bell.parameters);
    await appendToLedger(client, sealer, { events: [records.event], payloads: [records.payload] });
    const { created_at: createdAt, expires_at: expiresAt } = inserted;
    return { id: hold.id, callId: hold.callId, state: "pending", createdAt, expiresAt, joined: false };
  });
}

/** A caller that waited for the answer of its request may wait elsewhere the next time. */
async function keepOriginal(client: PoolClient, holdId: string, original: Buffer): Promise<void> {
  await client.query(
    `update hold set original_sealed = $2
     where id = $1 and original_sealed is null and state in ('pending', 'approved', 'executing')`,
    [holdId, original],
  );
}

async function findOpenHold(client: PoolClient, hold: NewHold): Promise<OpenedHold | undefined> {
  const { rows } = await client.query<Omit<OpenedHold, "joined">>(
    `select id, call_id as "callId", created_at as "createdAt", expires_at as "expiresAt",
       case when state in ('pending', 'approved') and expires_at <= now() then 'expired' else state end as state
     from hold
     where request_digest = $1 and caller_id = $2
       and (state in ('executing', 'dispatched')
         or (expires_at > now() and (state in ('pending', 'approved') or (state = 'denied' and finished_at is null)))
         or (expires_at between now() - $3 * interval '1 second' and now() and state in ('pending', 'approved'))
         or (replay_until > now() and (state in ('completed', 'unknown', 'expired', 'cancelled') or (state = 'failed' and result_sealed is not null))))
     order by created_at desc limit 1`,
    [hold.requestDigest, hold.callerId, toldForS],
  );
  const [row] = rows;
  return row && { ...row, joined: true };
}
