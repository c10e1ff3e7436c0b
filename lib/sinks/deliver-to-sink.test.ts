import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newEvent, type AuditEvent } from "#lib/ledger/events.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { samples } from "#lib/masking/corpus/samples.ts";
import type { MaskObligation } from "#lib/masking/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { createSink } from "./create-sink.ts";
import { deliverToSink } from "./deliver-to-sink.ts";
import { createSinkLocks } from "./sink-locks.ts";

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

async function append(count: number, given: Partial<AuditEvent> = {}): Promise<string[]> {
  const events = Array.from({ length: count }, () =>
    newEvent({ type: "call.finished", status: "ok", kind: "mcp", connection: "everything", ...given }),
  );
  const statement = insertEventsStatement(events);
  await db.pool.query(statement.sql, statement.parameters);
  return events.map(({ id }) => id);
}

async function ledgerIds(): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>("select id from audit_event where xact >= $1", [begunAt]);
  return rows.map(({ id }) => id).toSorted();
}

/** Every time an event was indexed, so that duplicates show. */
function receivedIds(): string[] {
  return datadog.logs().map(({ attributes }) => (attributes["evt"] as { id: string }).id);
}

function isBad(entry: Record<string, unknown>): boolean {
  return JSON.stringify(entry).includes('"tool":{"name":"bad"}');
}

/** As a process of its own does: with its own locks and its own memory. */
async function deliver(signal?: AbortSignal) {
  const { pool, sealer } = db;
  const locks = createSinkLocks(pool);
  try {
    return await deliverToSink({ pool, sealer, locks, ...(signal && { signal }) }, sinkId);
  } finally {
    locks.close();
  }
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
    expect(receivedIds().toSorted()).toEqual(await ledgerIds());
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
    const before = receivedIds();
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
    expect([...before, ...receivedIds()].toSorted()).toEqual(await ledgerIds());
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
    expect(receivedIds()).toEqual([]);
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect(receivedIds().toSorted()).toEqual(await ledgerIds());
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
    expect(receivedIds().toSorted()).toEqual(await ledgerIds());
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
    expect([...receivedIds(), ...bad].toSorted()).toEqual(await ledgerIds());
    expect(Number(deliveredCount)).toBe(receivedIds().length);
  });

  test("gives nothing up to an intake that refuses everything", async () => {
    await append(300);
    datadog.faults.refuseEntries(() => true);
    expect(await deliver()).toMatchObject({ state: "failing", error: expect.stringContaining("every event") });
    expect(await sinkRow()).toMatchObject({ deadLetters: [], positionXact: begunAt });
    datadog.faults.clear();
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    await deliver();
    expect(receivedIds().toSorted()).toEqual(await ledgerIds());
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
    const before = receivedIds().length;
    const early = await db.pool.connect();
    await early.query("begin");
    const statement = insertEventsStatement([newEvent({ type: "call.finished", status: "ok" })]);
    await early.query(statement.sql, statement.parameters);
    await append(3);
    await deliver();
    const seen = receivedIds().length - before;
    await early.query("commit");
    early.release();

    expect(seen).toBe(0);
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    expect(receivedIds().toSorted()).toEqual(await ledgerIds());
  });

  test("two workers at once deliver each event once", async () => {
    await append(3_000);
    const states = await Promise.all([deliver(), deliver(), deliver()]);
    expect(states.map(({ state }) => state).toSorted()).toEqual(["busy", "busy", "caught-up"]);
    expect(receivedIds().toSorted()).toEqual(await ledgerIds());
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

async function publish(version: number, mask: MaskObligation[]): Promise<void> {
  const rules = [
    { id: "masked", match: {}, effect: "allow", mask },
    { id: "other", match: {}, effect: "allow" },
  ];
  await db.pool.query(
    `insert into policy_version (version, document, author_id, author_name, reason) values ($1, $2, 'a', 'a', 'a')`,
    [version, JSON.stringify({ rules })],
  );
}

describe("several batches at a time", () => {
  test("a worker that is gone at any moment leaves an account that is right, and the next one loses nothing", async () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    for (let round = 0; round < 8; round++) {
      await append(1_500);
      datadog.faults.failNext(random.pick<429 | 500 | "cut" | 413>([429, 500, "cut", 413]), random.below(2));
      // Nothing that this worker remembered is left to the next.
      await deliver(AbortSignal.timeout(1 + random.below(60)));
      const { deliveredCount, skippedCount, positionXact, positionAt, positionId } = await sinkRow();
      const { rows } = await db.pool.query<{ count: bigint }>(
        `select count(*) from audit_event where xact >= $1
         and (xact, at, id) <= ($2, coalesce($3::timestamptz, '-infinity'), coalesce($4::text, ''))`,
        [begunAt, positionXact, positionAt, positionId],
      );
      expect({ seed, counted: Number(deliveredCount + skippedCount) }).toEqual({
        seed,
        counted: Number(rows[0]?.count),
      });
    }
    datadog.faults.clear();
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    await deliver();
    const ledger = await ledgerIds();
    expect([...new Set(receivedIds())].toSorted()).toEqual(ledger);
    expect(await sinkRow()).toMatchObject({ deliveredCount: BigInt(ledger.length), deadLetters: [] });
  });

  test("one that fails in the middle costs nothing and doubles nothing: the others are not sent again", async () => {
    await append(3_500);
    const { pool, sealer } = db;
    const locks = createSinkLocks(pool);
    const sentAhead = new Set<string>();
    datadog.faults.failNext(429);
    const failed = await deliverToSink({ pool, sealer, locks }, sinkId, sentAhead);
    expect(failed).toMatchObject({ state: "failing", retry: "soon" });
    expect(await sinkRow()).toMatchObject({ deliveredCount: 0n, retriedCount: 1n });
    expect(sentAhead.size).toBeGreaterThanOrEqual(1_000);
    // Until it takes something again it is asked with one batch at a time.
    const tried = datadog.batches().length;
    datadog.faults.failNext(500);
    await deliverToSink({ pool, sealer, locks }, sinkId, sentAhead);
    expect(datadog.batches().length).toBe(tried + 1);
    expect(await deliverToSink({ pool, sealer, locks }, sinkId, sentAhead)).toMatchObject({ state: "caught-up" });
    locks.close();
    expect(sentAhead.size).toBe(0);
    expect(receivedIds().toSorted()).toEqual(await ledgerIds());
    expect(await sinkRow()).toMatchObject({ deliveredCount: BigInt(receivedIds().length) });
  });
});

describe("what rules mask for sinks", () => {
  const mail = "anna@example.com";

  async function delivered(given: Partial<AuditEvent>): Promise<Record<string, unknown> & { text: string }> {
    const [id] = await append(1, { userId: "u-1", userName: mail, reason: `as ${mail} asked`, ...given });
    expect(await deliver()).toMatchObject({ state: "caught-up" });
    const log = datadog.logs().find(({ attributes }) => (attributes["evt"] as { id: string }).id === id);
    return { ...log?.attributes, text: JSON.stringify(log) };
  }

  test("is masked in the events of their calls, by the version in force then, and in no others", async () => {
    await publish(1, [{ where: "sink", detect: ["email"], with: "token" }]);
    await publish(2, [{ where: "response", detect: ["email"], with: "token" }]);
    const masked = await delivered({ policyVersion: 1, rule: "masked" });
    expect(masked.text).not.toContain(mail);
    expect(masked["usr"]).toMatchObject({ id: "u-1", name: expect.stringMatching(/^\[email:[0-9a-f]{8}\]$/) });
    expect((await delivered({ policyVersion: 1, rule: "other" })).text).toContain(mail);
    expect((await delivered({ policyVersion: 2, rule: "masked" })).text).toContain(mail);
    const attrs = { "holdpoint.rules": ["other"], "holdpoint.rule_errors": ["masked"] };
    expect((await delivered({ policyVersion: 1, rule: "other", attrs })).text).not.toContain(mail);
  });

  test("credentials are masked in every event, whoever wrote them", async () => {
    const { value } = samples["github-token"](seededRandom(4));
    const { text } = await delivered({ reason: `use ${value}` });
    expect(text).toContain("[github-token:");
    expect(text).not.toContain(value);
  });

  test("an event that a rule refuses is delivered without its texts", async () => {
    await publish(3, [{ where: "sink", detect: ["email"], with: "refuse" }]);
    const { text, ...log } = await delivered({ policyVersion: 3, rule: "masked" });
    expect(text).not.toContain(mail);
    expect(log["usr"]).toBeUndefined();
    expect(log["gateway"]).toMatchObject({
      policy: { rule: "masked" },
      detail: { "masking.withheld": "masking_refused" },
    });
  });
});
