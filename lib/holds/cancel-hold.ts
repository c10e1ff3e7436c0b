import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { recordSettledHolds, settledColumns, type SettledHold } from "./record-settled-holds.ts";

/**
 * pending or approved → cancelled, by the caller whose hold it is. False where it is not theirs, or already runs, ran or
 * ended: what is under way is not stopped.
 */
export async function cancelHold(pool: Pool, hold: { id: string; callerId: string }): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<SettledHold>(
      `with moved as (
         select id, state from hold
         where id = $1 and caller_id = $2 and state in ('pending', 'approved') and expires_at > now() for update
       )
       update hold set state = 'cancelled', finished_at = now() from moved where hold.id = moved.id
       returning ${settledColumns}`,
      [hold.id, hold.callerId],
    );
    await recordSettledHolds(client, rows);
    return rows.length > 0;
  });
}
