import { afterAll, beforeAll, expect, test } from "vitest";
import type { PoolClient } from "#lib/database/pool.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { foldLedger, type Folder } from "./fold-ledger.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
  await db.pool.query("create table folded (id text not null, by text not null)");
});
afterAll(() => db.close());

async function append(client: Pick<PoolClient, "query">, count: number): Promise<void> {
  const events = Array.from({ length: count }, () => newEvent({ type: "call.finished", status: "ok" }));
  const { sql, parameters } = insertEventsStatement(events);
  await client.query(sql, parameters);
}

/** Notes each event that it sees; `fails`: after it did. */
function folder(name: string, fails = false): Folder {
  return {
    name,
    async fold(client, events) {
      await client.query("insert into folded select unnest($1::text[]), $2", [events.map(({ id }) => id), name]);
      if (fails) throw new Error("the worker is gone");
    },
  };
}

/** Of each folder: how many events it saw more or less often than once. */
async function wrong(...names: string[]): Promise<number[]> {
  const counts = names.map(async (name) => {
    const { rows } = await db.pool.query(
      `select 1 from audit_event left join folded on folded.id = audit_event.id and by = $1
       group by audit_event.id having count(folded.id) <> 1`,
      [name],
    );
    return rows.length;
  });
  return Promise.all(counts);
}

test("several workers and one that dies fold every event once, and a new folder begins at the beginning", async () => {
  await append(db.pool, 4_500);
  await expect(foldLedger(db.pool, [folder("a"), folder("b", true)])).rejects.toThrow("the worker is gone");
  expect(await wrong("a", "b")).toEqual([4_500, 4_500]);
  const counts = await Promise.all([1, 2, 3].map(() => foldLedger(db.pool, [folder("a"), folder("b")])));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4_500);
  expect(await wrong("a", "b")).toEqual([0, 0]);

  await append(db.pool, 10);
  expect(await foldLedger(db.pool, [folder("a"), folder("b"), folder("c")])).toBe(4_510 + 10);
  expect(await wrong("a", "b", "c")).toEqual([0, 0, 0]);
});

test("an event that commits late is folded all the same", async () => {
  const late = await db.pool.connect();
  await late.query("begin");
  await append(late, 1);
  await append(db.pool, 1);
  await foldLedger(db.pool, [folder("a")]);
  await late.query("commit");
  late.release();
  await foldLedger(db.pool, [folder("a")]);
  expect(await wrong("a")).toEqual([0]);
});
