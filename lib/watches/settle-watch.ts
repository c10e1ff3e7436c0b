import { newId } from "#lib/core/ids.ts";
import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import type { Finding } from "./finding.ts";
import type { JudgedWatch } from "./judge-watch.ts";

export type EvaluatedWatch = JudgedWatch & {
  name: string;
  channelIds: string[];
  evaluatedTo: Date;
  firingId: string | null;
};

/**
 * Moves a watch on to `to` with what was found, in one transaction: firings begin, go on or end, and what begins is recorded and
 * rung. Returns the watch as it then is; undefined where somebody else has moved or changed it meanwhile.
 */
export async function settleWatch(
  pool: Pool,
  watch: EvaluatedWatch,
  to: Date,
  findings: readonly Finding[],
): Promise<EvaluatedWatch | undefined> {
  const isMomentary = watch.condition.kind === "first-for-agent";
  const [finding] = findings;
  const begins = isMomentary || watch.firingId === null ? findings : [];
  const firings = begins.map((each) => ({ ...each, id: newId("fir") }));
  const firingId = isMomentary || !finding ? null : (watch.firingId ?? firings[0]?.id ?? null);
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update watch set evaluated_to = $4, firing_id = $5, last_error = null
       where id = $1 and evaluated_to = $2 and changed_at = $3 and enabled`,
      [watch.id, watch.evaluatedTo, watch.changedAt, to, firingId],
    );
    if (rowCount === 0) return undefined;
    if (watch.firingId !== null) await carryOn(client, watch.firingId, to, finding);
    for (const firing of firings) await begin(client, watch, { ...firing, to, isMomentary });
    return { ...watch, evaluatedTo: to, firingId };
  });
}

/** A firing that still holds tells the most that it found; else it ends. */
async function carryOn(client: PoolClient, id: string, to: Date, finding: Finding | undefined): Promise<void> {
  if (!finding) await client.query("update watch_firing set ended_at = $2 where id = $1", [id, to]);
  else {
    await client.query(`update watch_firing set "to" = $2, count = greatest(count, $3) where id = $1`, [
      id,
      to,
      finding.count,
    ]);
  }
}

type Begun = Finding & { id: string; to: Date; isMomentary: boolean };

async function begin(client: PoolClient, watch: EvaluatedWatch, firing: Begun): Promise<void> {
  const { id, from, to, count, about, subject, isMomentary } = firing;
  await client.query(
    `insert into watch_firing (id, watch_id, "from", "to", count, about, subject, ended_at)
     values ($1, $2, $3, $4, $5, $6, $7, case when $8 then now() end)`,
    [id, watch.id, from, to, count, about, subject, isMomentary],
  );
  if (isMomentary) {
    await client.query("insert into watch_agent (watch_id, agent) values ($1, $2) on conflict do nothing", [
      watch.id,
      subject,
    ]);
  }
  await ring(client, watch, id);
  const { sql, parameters } = insertEventsStatement([firedEvent(watch, firing)]);
  await client.query(sql, parameters);
}

/**
 * On the channels of the watch; without any, on those that ask for watches. One's own channel rings only while its owner may see
 * everybody's activity.
 */
async function ring(client: PoolClient, { channelIds }: EvaluatedWatch, firingId: string): Promise<void> {
  await client.query(
    `insert into ring (channel_id, firing_id, moment)
     select channel.id, $1, 'watch' from notification_channel channel
     left join "user" person on person.id = channel.user_id
     where channel.enabled
       and (channel.id = any($2) or $2 = '{}' and 'watch' = any(channel.moments))
       and (channel.user_id is null or person.role in ('owner', 'admin') or person.auditor)
     on conflict do nothing`,
    [firingId, channelIds],
  );
}

function firedEvent(watch: EvaluatedWatch, { id, from, to, count, about, subject }: Begun) {
  return newEvent({
    type: "watch.fired",
    status: "ok",
    agent: "holdpoint:worker",
    reason: subject === "" ? watch.name : `${watch.name}: ${subject}`,
    attrs: {
      watchId: watch.id,
      watch: watch.name,
      query: watch.query,
      condition: watch.condition,
      firingId: id,
      from: from.toISOString(),
      to: to.toISOString(),
      count,
      about,
      subject,
    },
  });
}
