import { afterAll, beforeAll, expect, test } from "vitest";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { listSinks } from "./list-sinks.ts";

let base: TestDatabase;

beforeAll(async () => {
  base = await startTestDatabase();
  await base.database.sink.create({
    data: { id: "snk_1", name: "Datadog", kind: "datadog", url: "https://intake", credentialSealed: Buffer.from("x") },
  });
});
afterAll(() => base.close());

test("lag is the age of the oldest event that was not delivered, and 0 when all were", async () => {
  const admin = contextOf(base, makePerson("admin"));
  expect(await listSinks(admin)).toMatchObject([{ lagMs: 0, deadLetterCount: 0 }]);
  const events = [5, 3].map((minutes) =>
    newEvent({ type: "call.finished", status: "ok", at: new Date(Date.now() - minutes * 60_000) }),
  );
  const statement = insertEventsStatement(events);
  await base.pool.query(statement.sql, statement.parameters);
  const { rows } = await base.pool.query("select xact, at, id from audit_event order by at");

  const [behind] = await listSinks(admin);
  expect(behind?.lagMs).toBeGreaterThan(4.9 * 60_000);
  await base.pool.query(
    "update sink set position_xact = $1, position_at = $2, position_id = $3",
    Object.values(rows[0]),
  );
  const [closer] = await listSinks(admin);
  expect(closer?.lagMs).toBeGreaterThan(2.9 * 60_000);
  expect(closer?.lagMs).toBeLessThan(4 * 60_000);
  await base.pool.query(
    "update sink set position_xact = $1, position_at = $2, position_id = $3",
    Object.values(rows[1]),
  );
  expect(await listSinks(admin)).toMatchObject([{ lagMs: 0 }]);
});

test("dead letters are counted and shown with their reason; the credential is not shown", async () => {
  await base.database.deadLetter.create({
    data: { sinkId: "snk_1", eventId: "evt_1", eventAt: new Date(), reason: "413: too large" },
  });
  const [sink] = await listSinks(contextOf(base, makePerson("power_user", { auditor: true })));
  expect(sink).toMatchObject({ deadLetterCount: 1, deadLetters: [{ eventId: "evt_1", reason: "413: too large" }] });
  expect(sink).not.toHaveProperty("credentialSealed");
});

test("power users do not see sinks", async () => {
  await expect(listSinks(contextOf(base, makePerson("power_user")))).rejects.toMatchObject({ code: "forbidden" });
});
