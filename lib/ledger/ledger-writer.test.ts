import { afterEach, beforeEach, expect, test } from "vitest";
import { openPool } from "#lib/database/pool.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import type { AuditEvent } from "./events.ts";
import { newEvent } from "./new-event.ts";
import { LedgerWriter } from "./ledger-writer.ts";

let database: TestDatabase;
let writer: LedgerWriter;
beforeEach(async () => {
  database = await startTestDatabase();
  writer = new LedgerWriter(database);
});
afterEach(async () => {
  await writer.close();
  await database.close();
});

function event(operation = "x"): AuditEvent {
  return newEvent({ type: "call.started", status: "started", operation });
}

async function rows(): Promise<{ id: string; xact: number }[]> {
  return (await database.pool.query<{ id: string; xact: number }>("select id, xact from audit_event")).rows;
}

test("an append resolves only after its event is committed", async () => {
  const one = event();
  await writer.append([one]);
  expect((await rows()).map((row) => row.id)).toEqual([one.id]);
});

test("a thousand appends at once all arrive, in few transactions", async () => {
  const events = Array.from({ length: 1_000 }, () => event());
  await Promise.all(events.map((one) => writer.append([one])));
  const stored = await rows();
  expect(new Set(stored.map((row) => row.id))).toEqual(new Set(events.map((one) => one.id)));
  expect(new Set(stored.map((row) => row.xact)).size).toBeLessThan(50);
});

test("events and payloads of one append are committed together or not at all", async () => {
  const payload: CapturedPayload = {
    callId: "call",
    direction: "request",
    at: new Date(),
    headers: {},
    body: Buffer.from("x"),
    contentType: null,
    bytes: 1,
    sha256: "s",
    truncated: false,
  };
  await writer.append([event()], [payload]);
  expect((await database.pool.query("select 1 from audit_payload")).rowCount).toBe(1);
  await expect(writer.append([event()], [{ ...payload, bytes: Number.NaN }])).rejects.toMatchObject({
    code: "unavailable",
  });
  expect(await rows()).toHaveLength(1);
});

test("a record that PostgreSQL refuses does not take its neighbours with it", async () => {
  const outcomes = await Promise.allSettled([
    writer.append([event("before")]),
    writer.append([{ ...event(), durationMs: 1e12 }]),
    writer.append([event("after")]),
  ]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await rows()).toHaveLength(2);
});

test("a connection that is lost is tried again once, and nothing is written twice", async () => {
  await writer.append([event()]);
  await database.database.$executeRaw`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'holdpoint-test'`;
  await Promise.all([writer.append([event()]), writer.append([event()])]);
  const stored = (await rows()).map((row) => row.id);
  expect(stored).toHaveLength(3);
});

test("an append that cannot be committed by its deadline is refused, and is not written later", async () => {
  const impatient = new LedgerWriter({ ...database, deadlineMs: 500 });
  const locker = await database.pool.connect();
  await locker.query("begin; lock audit_event in access exclusive mode");
  // One flush is in flight and waits for the lock; the second append is still queued when its time is up.
  const first = Promise.allSettled([impatient.append([event()])]);
  await expect.poll(waitingForLock).toBe(1);
  const second = event();
  await expect(impatient.append([second])).rejects.toMatchObject({ code: "unavailable" });
  await locker.query("commit");
  locker.release();
  await first;
  await impatient.close();
  expect((await rows()).map((row) => row.id)).not.toContain(second.id);
});

async function waitingForLock(): Promise<number | null> {
  return (await database.pool.query("select 1 from pg_locks where relation = 'audit_event'::regclass and not granted"))
    .rowCount;
}

test("an ending that cannot be committed in time is told so, and is written once the database is back", async () => {
  const impatient = new LedgerWriter({ ...database, deadlineMs: 100 });
  const ending = event();
  await database.pool.query("alter table audit_event rename to hidden_event");
  await expect(impatient.append([ending], [], { keep: true })).rejects.toMatchObject({ code: "unavailable" });
  await database.pool.query("alter table hidden_event rename to audit_event");
  await expect.poll(async () => (await rows()).map((row) => row.id)).toEqual([ending.id]);
  await impatient.close();
});

test("endings are taken beyond the bound that refuses starts", async () => {
  const bounded = new LedgerWriter({ ...database, maxQueuedRecords: 1 });
  const endings = Array.from({ length: 1_200 }, () => event());
  const written = Promise.all(endings.map((ending) => bounded.append([ending], [], { keep: true })));
  await expect(bounded.append([event()])).rejects.toMatchObject({ code: "unavailable" });
  await written;
  expect(await rows()).toHaveLength(endings.length);
});

test("beyond its bound the queue refuses at once instead of growing", async () => {
  const bounded = new LedgerWriter({ ...database, maxQueuedRecords: 2 });
  const kept = bounded.append([event(), event()]);
  await expect(bounded.append([event()])).rejects.toMatchObject({ code: "unavailable" });
  await kept;
});

test("a database that is not there is an error in words that a caller may read", async () => {
  const nowhere = openPool({ url: "postgresql://nobody@127.0.0.1:9/none", name: "test" });
  const lost = new LedgerWriter({ pool: nowhere, sealer: database.sealer });
  await expect(lost.append([event()])).rejects.toThrow("The audit trail cannot be written");
  await nowhere.end();
});
