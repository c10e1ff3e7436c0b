import { afterAll, beforeAll, expect, test } from "vitest";
import type { PoolClient } from "#lib/database/pool.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { pullEvents } from "./pull-events.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());

async function append(client: Pick<PoolClient, "query">, count: number, connection = "pulled"): Promise<void> {
  const events = Array.from({ length: count }, () => newEvent({ type: "call.finished", status: "ok", connection }));
  const { sql, parameters } = insertEventsStatement(events);
  await client.query(sql, parameters);
}

test("from cursor to cursor no event is left out and none comes twice, however late it was committed", async () => {
  const admin = contextOf(base, makePerson("admin"));
  const search = { query: "server:pulled" };
  const pulled: string[] = [];
  let after: string | undefined;
  async function pull(): Promise<void> {
    for (;;) {
      const page = await pullEvents(admin, { search, limit: 7, ...(after !== undefined && { after }) });
      pulled.push(...page.events.map(({ id }) => id));
      after = page.afterCursor;
      if (page.caughtUp) return;
    }
  }
  await append(base.pool, 25);
  await append(base.pool, 10, "other");
  await pull();
  const late = await base.pool.connect();
  await late.query("begin");
  await append(late, 3);
  await append(base.pool, 10);
  await pull();
  await late.query("commit");
  late.release();
  await pull();
  await pull();
  const { rows } = await base.pool.query<{ id: string }>("select id from audit_event where connection = 'pulled'");
  expect(pulled).toHaveLength(38);
  expect(pulled.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  // That a copy was begun, once.
  expect(await base.database.auditEvent.count({ where: { type: "audit.exported" } })).toBe(1);
});

test("is for who may export; a cursor that is none of ours is refused", async () => {
  await expect(pullEvents(contextOf(base, makePerson("power_user")), {})).rejects.toMatchObject({ code: "forbidden" });
  const admin = contextOf(base, makePerson("admin"));
  await expect(pullEvents(admin, { after: "bm9uZQ" })).rejects.toMatchObject({ code: "invalid" });
});
