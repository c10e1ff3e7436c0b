import type { Pool } from "#lib/database/pool.ts";
import { newId } from "#lib/core/ids.ts";
import type { WatchCondition } from "./schemas.ts";

type ReadyMade = { key: string; name: string; query: string; condition: WatchCondition };

/** What every installation should be told of, whatever else it watches. */
export const readyMadeWatches: readonly ReadyMade[] = [
  {
    key: "payload-export",
    name: "Payloads read, or the log exported",
    query: "type:(payload.viewed OR audit.exported)",
    condition: { kind: "more-than", count: 0, minutes: 5 },
  },
  {
    key: "role-change",
    name: "Role changed",
    query: "type:person.role-changed",
    condition: { kind: "more-than", count: 0, minutes: 1 },
  },
  {
    key: "failed-sign-ins",
    name: "Failed sign-ins",
    query: "type:session.refused",
    condition: { kind: "more-than", count: 5, minutes: 10 },
  },
  {
    key: "key-creation",
    name: "Key created",
    query: "type:(gateway-key.created OR api-key.created)",
    condition: { kind: "more-than", count: 0, minutes: 1 },
  },
  {
    key: "break-glass",
    name: "Held call released by one person alone",
    query: "type:hold.broke-glass",
    condition: { kind: "more-than", count: 0, minutes: 1 },
  },
  {
    key: "delivery-behind",
    name: "Delivery behind",
    query: "",
    condition: { kind: "delivery-behind", minutes: 5 },
  },
];

/** Adds those that are not there yet; what people have changed in them stays. */
export async function ensureReadyMadeWatches(pool: Pool): Promise<void> {
  await pool.query(
    `insert into watch (id, name, query, condition, ready_made, created_by_name)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[], $6::text[])
     on conflict (ready_made) do nothing`,
    [
      readyMadeWatches.map(() => newId("wch")),
      readyMadeWatches.map(({ name }) => name),
      readyMadeWatches.map(({ query }) => query),
      readyMadeWatches.map(({ condition }) => JSON.stringify(condition)),
      readyMadeWatches.map(({ key }) => key),
      readyMadeWatches.map(() => "Holdpoint"),
    ],
  );
}
