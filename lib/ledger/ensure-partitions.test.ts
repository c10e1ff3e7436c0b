import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { newEvent } from "./new-event.ts";
import { ensurePartitions } from "./ensure-partitions.ts";
import { insertEventsStatement } from "./insert-events.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

async function partitionOf(id: string): Promise<string> {
  const { rows } = await db.pool.query("select tableoid::regclass::text as name from audit_event where id = $1", [id]);
  return rows[0].name;
}

async function insertInDays(days: number): Promise<string> {
  const event = newEvent({ type: "call.started", status: "started", at: new Date(Date.now() + days * 86_400_000) });
  const statement = insertEventsStatement([event]);
  await db.pool.query(statement.sql, statement.parameters);
  return event.id;
}

test("makes the days ahead, again and from several processes at once without harm, and names what it cannot make", async () => {
  const [first, second] = await Promise.all([ensurePartitions(db.pool, 7), ensurePartitions(db.pool, 7)]);
  expect([first, second]).toEqual([[], []]);
  expect(await partitionOf(await insertInDays(7))).toMatch(/^audit_event_\d{8}$/);

  const beyond = await insertInDays(9);
  expect(await partitionOf(beyond)).toBe("audit_event_default");
  const refused = await ensurePartitions(db.pool, 10);
  expect(refused).toEqual([new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10)]);
  expect(await partitionOf(await insertInDays(10))).toMatch(/^audit_event_\d{8}$/);
});

test.each([
  ["events", "audit_event", "audit_payload", 12],
  ["payloads", "audit_payload", "audit_event", 14],
])(
  "a writer that has locked %s and wants the other table never meets a partition in the making",
  async (_, first, second, days) => {
    const writer = await db.pool.connect();
    await writer.query("begin");
    await writer.query(`lock table ${first} in row exclusive mode`);
    const making = ensurePartitions(db.pool, days);
    await expect
      .poll(async () => {
        const waiting = "select 1 from pg_locks where relation = $1::regclass and not granted";
        return (await db.pool.query(waiting, [first])).rowCount;
      })
      .toBe(1);
    await writer.query(`lock table ${second} in row exclusive mode`);
    await writer.query("commit");
    writer.release();
    expect(await making).not.toContain(new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
  },
);
