import type { PoolClient } from "#lib/database/pool.ts";
import type { Tally } from "./count-event.ts";
import type { DimensionName, Names } from "./dimensions.ts";
import { decodeBins, encodeBins } from "./sketch.ts";

/** What is added to one row. */
export type UsageDelta = { by: DimensionName; at: Date; names: Names; userName: string; tally: Tally };

type StoredBins = { place: number; gateway_bins: Buffer | null; upstream_bins: Buffer | null };

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
  await addStoredBins(client, table, deltas);
  const tallies = deltas.map(({ tally }) => tally);
  await client.query({
    name: `add-to-${table}`,
    text: `insert into ${table} (by, at, server, user_id, agent, tool, user_name, ${counts.join(", ")},
        gateway_bins, upstream_bins)
      select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        ${counts.map((_, index) => `$${index + 8}::bigint[]`).join(", ")}, $17::bytea[], $18::bytea[])
      on conflict (by, at, server, user_id, agent, tool) do update set
        user_name = case when excluded.user_name = '' then ${table}.user_name else excluded.user_name end,
        ${counts.map((count) => `${count} = ${table}.${count} + excluded.${count}`).join(", ")},
        gateway_bins = coalesce(excluded.gateway_bins, ${table}.gateway_bins),
        upstream_bins = coalesce(excluded.upstream_bins, ${table}.upstream_bins)`,
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
    ],
  });
}

/** Counts are added up by the database; bins are read, added up here and written whole. */
async function addStoredBins(client: PoolClient, table: string, deltas: readonly UsageDelta[]): Promise<void> {
  const measured = deltas.filter(({ tally }) => tally.gatewayBins.size + tally.upstreamBins.size > 0);
  if (measured.length === 0) return;
  const { rows } = await client.query<StoredBins>({
    name: `read-bins-of-${table}`,
    text: `select place::int, gateway_bins, upstream_bins
      from unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])
        with ordinality as wanted (by, at, server, user_id, agent, tool, place)
      join ${table} using (by, at, server, user_id, agent, tool)`,
    values: placesOf(measured),
  });
  for (const { place, gateway_bins: gateway, upstream_bins: upstream } of rows) {
    const tally = measured[place - 1]?.tally;
    if (!tally) continue;
    decodeBins(gateway, tally.gatewayBins);
    decodeBins(upstream, tally.upstreamBins);
  }
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
