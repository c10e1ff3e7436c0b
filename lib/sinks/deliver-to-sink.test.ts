import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { appendEvents, deliverOnce, receivedIds } from "#lib/testing/sinks.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { createSink } from "./create-sink.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let db: TestDatabase;
let datadog: Datadog;
let sinkId: string;
/** Where the sink begins: what other tests have written is not for it. */
let begunAt: bigint;
/** Answers 200 to everything, as a web server at a mistyped address would. */
const notAnIntake = { url: "", server: createServer((_, response) => response.end("hello")) };

beforeAll(async () => {
  db = await startTestDatabase();
  notAnIntake.server.listen(0, "127.0.0.1");
  await once(notAnIntake.server, "listening");
  notAnIntake.url = `http://127.0.0.1:${(notAnIntake.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  notAnIntake.server.close();
  await db.close();
});

beforeEach(async () => {
  datadog = await startDatadog(keys);
  sinkId = await addSink(datadog.url);
});
afterEach(() => datadog.close());

async function addSink(url: string, apiKey = keys.apiKey): Promise<string> {
  const context = { actor: { kind: "system", name: "setup" }, database: db.database, sealer: db.sealer } as const;
  const sink = { name: "Datadog", kind: "datadog", url, apiKey, startAt: "now" } as const;
  const { id } = await createSink(context, sink);
  begunAt = (await db.database.sink.findUniqueOrThrow({ where: { id } })).positionXact;
  return id;
}

function append(count: number, given?: Partial<AuditEvent>): Promise<string[]> {
  return appendEvents(db, count, given);
}

async function ledgerIds(): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>("select id from audit_event where xact >= $1", [begunAt]);
  return rows.map(({ id }) => id).toSorted();
}

function received(): string[] {
  return receivedIds(datadog);
}

function isBad(entry: Record<string, unknown>): boolean {
  return JSON.stringify(entry).includes('"tool":{"name":"bad"}');
}

function deliver(signal?: AbortSignal) {
  return deliverOnce(db, sinkId, signal);
}

async function eventsOf(type: string) {
  const events = await db.database.auditEvent.findMany({ where: { type, xact: { gt: begunAt } } });
  return events.filter(({ attrs }) => (attrs as { sinkId?: string }).sinkId === sinkId);
}

function sinkRow() {
  return db.database.sink.findUniqueOrThrow({ where: { id: sinkId }, include: { deadLetters: true } });
}

describe("delivery", () => {
  test("brings every event of the ledger once, gzipped, at most 1,000 a batch", async () => {
    await append(2_345);
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect(received().toSorted()).toEqual(await ledgerIds());
    expect(datadog.batches().map(({ encoding, status }) => ({ encoding, status }))).toEqual(
      Array.from({ length: 3 }, () => ({ encoding: "gzip", status: 202 })),
    );
    expect(await sinkRow()).toMatchObject({ deliveredCount: 2_346n, failingSince: null, lastError: null });

    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect(datadog.batches()).toHaveLength(3);
  });

  test("loses and doubles nothing over an intake that was down and came up again", async () => {
    const { port } = new URL(datadog.url);
    await append(1_200);
    await deliver();
    const before = received();
    await datadog.close();
    await append(1_300);
    const down = await deliver();
    expect(down).toMatchObject({ state: "failing", retry: "soon", error: expect.stringContaining("ECONNREFUSED") });
    expect(await sinkRow()).toMatchObject({ lastError: expect.stringContaining("cannot be reached") });
    const { failingSince } = await sinkRow();
    await deliver();
    expect((await sinkRow()).failingSince).toEqual(failingSince);

    datadog = await startDatadog({ ...keys, port: Number(port) });
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect([...before, ...received()].toSorted()).toEqual(await ledgerIds());
    expect(await sinkRow()).toMatchObject({ failingSince: null, lastError: null });
  });

  test.each([
    [408, "asked to retry"],
    [429, "asked to retry"],
    [500, "failed"],
    [503, "failed"],
    ["cut", "cannot be reached"],
  ] as const)("keeps the events and tries again after %s", async (fault, words) => {
    await append(10);
    datadog.faults.failNext(fault);
    expect(await deliver()).toMatchObject({ state: "failing", retry: "soon", error: expect.stringContaining(words) });
    expect(received()).toEqual([]);
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect(received().toSorted()).toEqual(await ledgerIds());
  });

  test("waits as long as a rate limit asks", async () => {
    datadog.faults.failNext(429);
    expect(await deliver()).toMatchObject({ state: "failing", retryAfterMs: 1_000 });
  });

  test.each([
    ["a wrong key (403)", () => addSink(datadog.url, "wrong"), "Replace the sink's key"],
    ["a server that is no intake", () => addSink(notAnIntake.url), "Check the sink's address"],
  ])("keeps everything and says what to do about %s", async (_, add, remedy) => {
    sinkId = await add();
    await append(5);
    const result = await deliver();
    expect(result).toMatchObject({ state: "failing", retry: "slowly", error: expect.stringContaining(remedy) });
    expect(await sinkRow()).toMatchObject({ positionXact: begunAt, deadLetters: [], failingSince: expect.any(Date) });
    await deliver();
    expect(await eventsOf("sink.held")).toMatchObject([{ reason: expect.stringContaining(remedy), attrs: { sinkId } }]);
  });

  test("says so where the key was sealed with another secret", async () => {
    await db.database.sink.update({ where: { id: sinkId }, data: { credentialSealed: new Uint8Array([1, 2, 3]) } });
    expect(await deliver()).toMatchObject({ retry: "slowly", error: expect.stringContaining("HOLDPOINT_SECRET") });
  });

  test("halves a batch that is too large", async () => {
    await append(100);
    datadog.faults.failNext(413);
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect(datadog.batches().map(({ status }) => status)).toEqual([413, 202, 202]);
    expect(received().toSorted()).toEqual(await ledgerIds());
  });

  test("finds the events an intake refuses, keeps them with the reason, and delivers all others", async () => {
    await append(300);
    const bad = await append(2, { tool: "bad" });
    await append(150);
    bad.push(...(await append(1, { tool: "bad" })));
    datadog.faults.refuseEntries(isBad);
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect(await eventsOf("sink.refused-events")).toMatchObject([{ attrs: { sinkId, count: 3 } }]);
    await deliver();

    const { deadLetters, deliveredCount } = await sinkRow();
    expect(deadLetters.map(({ eventId }) => eventId).toSorted()).toEqual(bad.toSorted());
    expect(deadLetters[0]?.reason).toContain("malformed (400)");
    expect([...received(), ...bad].toSorted()).toEqual(await ledgerIds());
    expect(Number(deliveredCount)).toBe(received().length);
  });

  test("gives nothing up to an intake that refuses everything", async () => {
    await append(300);
    datadog.faults.refuseEntries(() => true);
    expect(await deliver()).toMatchObject({ state: "failing", error: expect.stringContaining("every event") });
    expect(await sinkRow()).toMatchObject({ deadLetters: [], positionXact: begunAt });
    datadog.faults.clear();
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    await deliver();
    expect(received().toSorted()).toEqual(await ledgerIds());
  });

  test("keeps a refused event that is the newest until the intake has taken another", async () => {
    await deliver();
    const [bad] = await append(1, { tool: "bad" });
    datadog.faults.refuseEntries(isBad);
    expect(await deliver()).toMatchObject({ state: "failing", error: expect.stringContaining(`Event ${bad} is kept`) });
    await append(1);
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect((await sinkRow()).deadLetters.map(({ eventId }) => eventId)).toEqual([bad]);
  });

  test("delivers an event whose transaction began first and committed last", async () => {
    await deliver();
    const before = received().length;
    const early = await db.pool.connect();
    await early.query("begin");
    const statement = insertEventsStatement([newEvent({ type: "call.finished", status: "ok" })]);
    await early.query(statement.sql, statement.parameters);
    await append(3);
    await deliver();
    const seen = received().length - before;
    await early.query("commit");
    early.release();

    expect(seen).toBe(0);
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect(received().toSorted()).toEqual(await ledgerIds());
  });

  test("two workers at once deliver each event once", async () => {
    await append(3_000);
    const states = await Promise.all([deliver(), deliver(), deliver()]);
    expect(states.map(({ state }) => state).toSorted()).toEqual(["busy", "busy", "caught-up"]);
    expect(received().toSorted()).toEqual(await ledgerIds());
  });

  test("stops between batches when it is told to, and goes on later", async () => {
    await append(10);
    expect(await deliver(AbortSignal.abort())).toEqual({ state: "stopped" });
    expect((await sinkRow()).failingSince).toBeNull();
    expect(await deliver()).toMatchObject({ state: "caught-up" });
  });

  test("leaves a paused sink alone", async () => {
    await db.database.sink.update({ where: { id: sinkId }, data: { enabled: false } });
    expect(await deliver()).toEqual({ state: "stopped" });
    expect(datadog.batches()).toEqual([]);
  });
});
