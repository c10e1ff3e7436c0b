import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { defaultReplayS, sealAnswer, type StoredAnswer } from "./stored-answer.ts";

/**
 * Ends an execution together with the ledger's record of it: `unknown` where the request was sent and its outcome was
 * never seen. A gateway that was only slow, and was given up meanwhile, still says what happened: nobody else has the fence.
 * `answer` is what the caller is about to get: an identical request gets it again for as long as the rule says.
 */
export async function finishHold(
  pool: Pool,
  sealer: Sealer,
  hold: { id: string; fence: number; state: "completed" | "failed" | "unknown"; answer?: StoredAnswer | null },
  records: { events: readonly AuditEvent[]; payloads?: readonly CapturedPayload[] },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query({
      name: "finish-hold",
      text: `update hold set state = $3, finished_at = now(), lease_until = null, result_sealed = $4,
          replay_until = now() + coalesce((terms->>'replayS')::int, $5) * interval '1 second'
        where id = $1 and fence = $2 and state in ('executing', 'dispatched', 'unknown')`,
      values: [hold.id, hold.fence, hold.state, hold.answer ? sealAnswer(sealer, hold.answer) : null, defaultReplayS],
    });
    if (rowCount) {
      const bell = ringStatement({ topic: "hold", id: hold.id, state: hold.state });
      await client.query(bell.sql, bell.parameters);
    }
    await appendToLedger(client, sealer, records);
  });
}
