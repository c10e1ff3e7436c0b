import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";

/**
 * executing → approved, for a claimer whose own caller went away before anything was sent: the approval stands for the
 * identical retry. Returns whether it did.
 */
export async function releaseHold(
  pool: Pool,
  sealer: Sealer,
  hold: { id: string; fence: number },
  event: AuditEvent,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query({
      name: "release-hold",
      text: `update hold set state = 'approved', lease_until = null
        where id = $1 and fence = $2 and state = 'executing'`,
      values: [hold.id, hold.fence],
    });
    if (!rowCount) return false;
    const bell = ringStatement({ topic: "hold", id: hold.id, state: "approved" });
    await client.query(bell.sql, bell.parameters);
    await appendToLedger(client, sealer, { events: [event] });
    return true;
  });
}
