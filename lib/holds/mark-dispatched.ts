import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";

/**
 * executing → dispatched together with the ledger's record of the start; the upstream may see its first byte once
 * this has returned true. False where the lease was lost: then nothing was recorded and nothing may be sent.
 */
export async function markDispatched(
  pool: Pool,
  sealer: Sealer,
  hold: { id: string; fence: number },
  records: { events: readonly AuditEvent[]; payloads?: readonly CapturedPayload[] },
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query({
      name: "mark-dispatched",
      text: `update hold set state = 'dispatched', dispatched_at = now()
        where id = $1 and fence = $2 and state = 'executing' and lease_until > now()`,
      values: [hold.id, hold.fence],
    });
    if (rowCount === 0) return false;
    const bell = ringStatement({ topic: "hold", id: hold.id, state: "dispatched" });
    await client.query(bell.sql, bell.parameters);
    await appendToLedger(client, sealer, records);
    return true;
  });
}
