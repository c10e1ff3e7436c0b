import type { PoolClient } from "#lib/database/pool.ts";
import type { Tally } from "./count-event.ts";
import type { DimensionName, Names } from "./dimensions.ts";
import { numberPeople } from "./number-people.ts";
import { addPeople } from "./people-bits.ts";
import { decodeBins, encodeBins } from "./sketch.ts";

/** What is added to one row. */
export type UsageDelta = { by: DimensionName; at: Date; names: Names; userName: string; tally: Tally };

type Stored = { place: number; gateway_bins: Buffer | null; upstream_bins: Buffer | null; people: Buffer | null };

const counts = [
  "requests",
  "failed",
  "denied",
  "held",
  "approved",
  "rejected",
  "expired",
  "request_bytes",
  "response_bytes",
] as const;

/** Adds to rows, making those that are not there. Whoever calls it is the only one that does at the time. */
export async function addToUsage(
  client: PoolClient,
  table: "usage_hour" | "usage_day",
  deltas: readonly UsageDelta[],
): Promise<void> {
  const people = await addStored(client, table, deltas);
  const tallies = deltas.map(({ tally }) => tally);
  await client.query({
    name: `add-to-${table}`,
    text: `insert into ${table} (by, at, server, user_id, agent, tool, user_name, ${counts.join(", ")},
        gateway_bins, upstream_bins, people)
      select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        ${counts.map((_, index) => `$${index + 8}::bigint[]`).join(", ")}, $17::bytea[], $18::bytea[], $19::bytea[])
      on conflict (by, at, server, user_id, agent, tool) do update set
        user_name = case when excluded.user_name = '' then ${table}.user_name else excluded.user_name end,
        ${counts.map((count) => `${count} = ${table}.${count} + excluded.${count}`).join(", ")},
        gateway_bins = coalesce(excluded.gateway_bins, ${table}.gateway_bins),
        upstream_bins = coalesce(excluded.upstream_bins, ${table}.upstream_bins),
        people = coalesce(excluded.people, ${table}.people)`,
    values: [
      ...placesOf(deltas),
      deltas.map(({ userName }) => userName),
      tallies.map(({ requests }) => requests),
      tallies.map(({ failed }) => failed),
      tallies.map(({ denied }) => denied),
      tallies.map(({ held }) => held),
      tallies.map(({ approved }) => approved),
      tallies.map(({ rejected }) => rejected),
      tallies.map(({ expired }) => expired),
      tallies.map(({ requestBytes }) => requestBytes),
      tallies.map(({ responseBytes }) => responseBytes),
      tallies.map(({ gatewayBins }) => encodeBins(gatewayBins)),
      tallies.map(({ upstreamBins }) => encodeBins(upstreamBins)),
      people,
    ],
  });
}

/** Counts are added up by the database; bins and people are read, added up here and written whole. Returns the people. */
async function addStored(client: PoolClient, table: string, deltas: readonly UsageDelta[]): Promise<(Buffer | null)[]> {
  const numbers = await numberPeople(client, [...new Set(deltas.flatMap(({ tally }) => [...tally.userIds]))]);
  const measured = deltas.filter(
    ({ tally }) => tally.gatewayBins.size + tally.upstreamBins.size + tally.userIds.size > 0,
  );
  const stored = new Map<UsageDelta, Buffer | null>();
  const { rows } = await client.query<Stored>({
    name: `read-sets-of-${table}`,
    text: `select place::int, gateway_bins, upstream_bins, people
      from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])
        with ordinality as wanted (by, at, server, user_id, agent, tool, place)
      join ${table} using (by, at, server, user_id, agent, tool)`,
    values: placesOf(measured),
  });
  for (const { place, gateway_bins: gateway, upstream_bins: upstream, people } of rows) {
    const delta = measured[place - 1];
    if (!delta) continue;
    decodeBins(gateway, delta.tally.gatewayBins);
    decodeBins(upstream, delta.tally.upstreamBins);
    stored.set(delta, people);
  }
  return deltas.map((delta) =>
    addPeople(
      stored.get(delta) ?? null,
      [...delta.tally.userIds].flatMap((userId) => numbers.get(userId) ?? []),
    ),
  );
}

function placesOf(deltas: readonly UsageDelta[]) {
  return [
    deltas.map(({ by }) => by),
    deltas.map(({ at }) => at),
    deltas.map(({ names }) => names.server),
    deltas.map(({ names }) => names.userId),
    deltas.map(({ names }) => names.agent),
    deltas.map(({ names }) => names.tool),
  ];
}
