import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { recordSettledHolds, settledColumns, type SettledHold } from "./record-settled-holds.ts";
import { toldForS } from "./stored-answer.ts";

/**
 * pending or approved → expired, once the hold is past its expiry by database time. False where it is not, or where
 * somebody else has moved it: a decision and the expiry of one hold never both happen.
 */
export async function expireHold(pool: Pool, holdId: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<SettledHold>(
      `with moved as (
         select id, state from hold
         where id = $1 and state in ('pending', 'approved') and expires_at <= now() for update
       )
       update hold set state = 'expired', finished_at = now(), replay_until = now() + $2 * interval '1 second' from moved where hold.id = moved.id
       returning ${settledColumns}`,
      [holdId, toldForS],
    );
    await recordSettledHolds(client, rows);
    return rows.length > 0;
  });
}
