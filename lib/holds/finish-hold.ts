import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";

/**
 * Ends an execution together with the ledger's record of it: `unknown` where the request was sent and its outcome was
 * never seen. The record is written even where the hold has meanwhile been moved by somebody else: it is what happened.
 */
export async function finishHold(
  pool: Pool,
  sealer: Sealer,
  hold: { id: string; fence: number; state: "completed" | "failed" | "unknown" },
  records: { events: readonly AuditEvent[]; payloads?: readonly CapturedPayload[] },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query({
      name: "finish-hold",
      text: `update hold set state = $3, finished_at = now(), lease_until = null
        where id = $1 and fence = $2 and state in ('executing', 'dispatched')`,
      values: [hold.id, hold.fence, hold.state],
    });
    if (rowCount) {
      const bell = ringStatement({ topic: "hold", id: hold.id, state: hold.state });
      await client.query(bell.sql, bell.parameters);
    }
    await appendToLedger(client, sealer, records);
  });
}
