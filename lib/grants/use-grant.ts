import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import type { HeldRequest } from "#lib/holds/schemas.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { matchesPins } from "./pinned-values.ts";
import { Pins } from "./schemas.ts";

/** Who may call what without another approval, and who said so. */
export type UsedGrant = { id: string; holdId: string; grantedByName: string; reason: string };

type Call = {
  callerId: string;
  connection: string;
  operation: string;
  tool: string | null;
  requirement: string;
  request: HeldRequest;
  requestDigest: string;
};

/**
 * Counts a use of a grant that covers the call, in one transaction with its event; undefined where there is none. One
 * that was revoked or has ended by database time covers nothing, nor does one made under other rules or terms. The
 * identical call that was approved on its own and is still to end is that hold's business.
 */
export async function useGrant(
  pool: Pool,
  sealer: Sealer,
  call: Call,
  eventOf: (grant: UsedGrant) => AuditEvent,
): Promise<UsedGrant | undefined> {
  const { rows } = await pool.query<{ id: string; pins: unknown }>({
    name: "find-grants",
    text: `select id, pins from standing_grant
      where caller_id = $1 and expires_at > now() and revoked_at is null
        and connection = $2 and operation = $3 and tool is not distinct from $4 and requirement = $5
        and not exists (select 1 from hold where request_digest = $6 and hold.caller_id = $1
          and (state in ('approved', 'executing', 'dispatched') or (state = 'unknown' and replay_until > now())))
      order by expires_at desc`,
    values: [call.callerId, call.connection, call.operation, call.tool, call.requirement, call.requestDigest],
  });
  const match = rows.find(({ pins }) => matchesPins(call.request, Pins.parse(pins)));
  if (!match) return undefined;
  return inTransaction(pool, async (client) => {
    const used = await client.query<UsedGrant>({
      name: "use-grant",
      text: `update standing_grant set uses = uses + 1, last_used_at = now()
        where id = $1 and expires_at > now() and revoked_at is null
        returning id, hold_id as "holdId", granted_by_name as "grantedByName", reason`,
      values: [match.id],
    });
    const [grant] = used.rows;
    if (!grant) return undefined;
    await appendToLedger(client, sealer, { events: [eventOf(grant)] });
    return grant;
  });
}
