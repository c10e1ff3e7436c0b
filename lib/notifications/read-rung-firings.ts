import type { PoolClient } from "#lib/database/pool.ts";

/** What a watch found, as far as rings speak of it. */
export type RungFiring = {
  id: string;
  watchId: string;
  watchName: string;
  kind: string;
  query: string;
  from: Date;
  to: Date;
  count: number | null;
  about: boolean;
  subject: string;
};

/** Reads firings for what is told of them, the oldest first. */
export async function readRungFirings(client: PoolClient, ids: string[]): Promise<RungFiring[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<RungFiring>(
    `select firing.id, watch.id as "watchId", watch.name as "watchName", watch.condition->>'kind' as kind, query,
       "from", "to", count, about, subject
     from watch_firing firing join watch on watch.id = firing.watch_id
     where firing.id = any($1) order by firing.fired_at, firing.id`,
    [ids],
  );
  return rows;
}
