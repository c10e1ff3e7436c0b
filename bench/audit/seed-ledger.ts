import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { readRange } from "#lib/ledger/read-undelivered.ts";
import { countRows } from "#lib/search/count-rows.ts";
import { indexRows } from "#lib/search/fold-search.ts";
import { foldUsage } from "#lib/usage/fold-usage.ts";
import { Prisma } from "#prisma-client";
import { eventColumns, eventRows } from "./event-rows.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const daysAtOnce = 2;

export type Seeded = { events: number; days: number; newEvents: number; tookS: number };

/**
 * Fills the 30 days before today with `events` events, each day as a partition of its own that is filled first and indexed then,
 * and folds them with the statements that the worker folds with. A day that is there already stays.
 */
export async function seedLedger(pool: Pool, events: number, print: (line: string) => void): Promise<Seeded> {
  await pool.query("create table if not exists bench_day (day date primary key, events int not null)");
  const { rows } = await pool.query<{ day: string; events: number }>("select day::text, events from bench_day");
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const perDay = Math.ceil(events / 30);
  const wanted = Array.from({ length: 30 }, (_, n) => new Date(today - (n + 1) * dayMs).toISOString().slice(0, 10));
  const other = rows.filter((row) => !wanted.includes(row.day) || row.events !== perDay);
  if (other.length > 0) throw new Error("this data directory has other days or numbers of events; give an empty one");
  const missing = wanted.filter((day) => !rows.some((row) => row.day === day));
  const startedAt = performance.now();
  let done = 0;
  const queue = [...missing];
  await Promise.all(
    Array.from({ length: daysAtOnce }, async () => {
      for (let day = queue.shift(); day !== undefined; day = queue.shift()) {
        await seedDay(pool, day, perDay);
        const rate = Math.round((++done * perDay * 1_000) / (performance.now() - startedAt));
        print(`${done} of ${missing.length} days, ${rate} events/s`);
      }
    }),
  );
  if (missing.length > 0) {
    await pool.query("vacuum analyze");
    await moveFolds(pool);
  }
  await foldUseOf(pool, print);
  return {
    events: 30 * perDay,
    days: missing.length,
    newEvents: missing.length * perDay,
    tookS: (performance.now() - startedAt) / 1_000,
  };
}

async function seedDay(pool: Pool, day: string, count: number): Promise<void> {
  const range = `for values from ('${day} 00:00:00+00') to ('${day} 00:00:00+00'::timestamptz + interval '1 day')`;
  const [events, search] = ["audit_event", "audit_search"].map((parent) => `${parent}_${day.replaceAll("-", "")}`);
  await inTransaction(pool, async (client) => {
    for (const name of [events, search]) {
      const parent = name === events ? "audit_event" : "audit_search";
      await client.query(`drop table if exists ${name}`);
      await client.query(`create table ${name} (like ${parent} including defaults including constraints)`);
    }
    await client.query("set local work_mem = '256MB'");
    await client.query("select setseed($1)", [((Date.parse(day) / dayMs) % 1_000) / 1_000]);
    await client.query(`insert into ${events} (${eventColumns}) ${eventRows}`, [`${day} 00:00:00+00`, count, day]);
    const rows = Prisma.raw(`select * from ${events}`);
    const index = indexRows(rows);
    await client.query(index.text.replace("into audit_search", `into ${search}`), index.values);
    const counts = countRows(rows);
    await client.query(counts.text, counts.values);
  });
  await inTransaction(pool, async (client) => {
    // One at a time: attaching locks the parents.
    await client.query("select pg_advisory_xact_lock(1)");
    await client.query("set local maintenance_work_mem = '256MB'");
    await client.query(`alter table audit_event attach partition ${events} ${range}`);
    await client.query(`alter table audit_search attach partition ${search} ${range}`);
    await client.query("insert into bench_day values ($1, $2)", [day, count]);
  });
}

/** Use is counted in JavaScript, hour by hour: the largest batches that change each row of an hour once. */
async function foldUseOf(pool: Pool, print: (line: string) => void): Promise<void> {
  await pool.query("alter table bench_day add column if not exists use_counted boolean not null default false");
  const { rows } = await pool.query<{ day: string }>(
    "select day::text from bench_day where not use_counted order by day",
  );
  const queue = rows.map(({ day }) => Date.parse(day));
  let done = 0;
  await Promise.all(
    Array.from({ length: daysAtOnce }, async () => {
      for (let day = queue.shift(); day !== undefined; day = queue.shift()) {
        await foldUseOfDay(pool, day);
        print(`use of ${++done} of ${rows.length} days counted`);
      }
    }),
  );
  if (rows.length > 0) await pool.query("vacuum analyze");
}

function foldUseOfDay(pool: Pool, day: number): Promise<void> {
  return inTransaction(pool, async (client) => {
    for (let from = day; from < day + dayMs; from += hourMs) {
      const range = { from: new Date(from), to: new Date(from + hourMs), after: { at: null, id: null } };
      await foldUsage(client, await readRange(pool, range, 10_000_000));
    }
    await client.query("update bench_day set use_counted = true where day = $1", [
      new Date(day).toISOString().slice(0, 10),
    ]);
  });
}

/** Everything is folded: the worker goes on from here. */
async function moveFolds(pool: Pool): Promise<void> {
  await pool.query(
    `insert into ledger_fold (name, xact, at, id)
     select name, xact, at, id from unnest(array['search', 'usage']) as name, (
       select xact, at, id from audit_event order by xact desc, at desc, id desc limit 1) as last
     on conflict (name) do update set xact = excluded.xact, at = excluded.at, id = excluded.id`,
  );
}
