import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import type { Posting } from "#lib/webhooks/post-webhook.ts";
import type { ClaimedRings } from "./claim-rings.ts";
import { rungEvent } from "./rung-event.ts";

const firstDelayMs = 2_000;
const longestDelayMs = 300_000;
/** About four hours at the longest delay; what tells of a waiting call ends with the call before. */
const mostAttempts = 50;
const mostTestAttempts = 3;

/** Writes down what came of a message, and in the ledger that people were told, or could not be; in one transaction. */
export async function settleRings(
  pool: Pool,
  rings: ClaimedRings,
  posting: Posting,
  random: () => number = Math.random,
): Promise<void> {
  const most = rings.moment === "test" ? mostTestAttempts : mostAttempts;
  const again = posting.outcome === "retry" && rings.attempts < most;
  const state = posting.outcome === "accepted" ? "delivered" : again ? "waiting" : "failed";
  const error = posting.outcome === "accepted" ? null : posting.error;
  const delayMs = posting.outcome === "retry" ? Math.max(backoffMs(rings.attempts, random), posting.afterMs) : 0;
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update ring set state = $3, error = $4, lease_until = null, next_at = now() + $5 * interval '1 millisecond',
         delivered_at = case when $3 = 'delivered' then now() end
       where id = any($1) and message_id = $2 and state = 'sending'`,
      [rings.ids, rings.messageId, state, error, delayMs],
    );
    if (rowCount === 0) return;
    await noteOnChannel(client, rings.channel.id, error);
    if (state !== "waiting") await record(client, rings, state, error);
  });
}

/** Full jitter over an exponential bound, in ms: many workers do not come back at once. */
function backoffMs(attempts: number, random: () => number): number {
  return Math.round((0.5 + random() / 2) * Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempts - 1, 20)));
}

async function noteOnChannel(client: PoolClient, id: string, error: string | null): Promise<void> {
  await client.query(
    `update notification_channel set
       rung_at = case when $2::text is null then now() else rung_at end,
       failing_since = case when $2::text is null then null else coalesce(failing_since, now()) end,
       last_error = $2 where id = $1`,
    [id, error],
  );
}

async function record(
  client: PoolClient,
  rings: ClaimedRings,
  state: "delivered" | "failed",
  error: string | null,
): Promise<void> {
  if (rings.holds.length === 0) return;
  const statement = insertEventsStatement(rings.holds.map((hold) => rungEvent(rings, hold, state, error)));
  await client.query(statement.sql, statement.parameters);
}
