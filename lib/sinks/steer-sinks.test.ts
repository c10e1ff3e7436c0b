import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import type { MaskObligation } from "#lib/masking/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { appendEvents, deliverOnce, receivedIds } from "#lib/testing/sinks.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { cancelBackfill } from "./cancel-backfill.ts";
import { createSink } from "./create-sink.ts";
import { listSinks } from "./list-sinks.ts";
import { pauseSink } from "./pause-sink.ts";
import { previewEvent } from "./preview-event.ts";
import { readSinkHistory } from "./read-sink-history.ts";
import { replayDeadLetters } from "./replay-dead-letters.ts";
import { resumeSink } from "./resume-sink.ts";
import { startBackfill } from "./start-backfill.ts";
import { testSink } from "./test-sink.ts";
import { updateSink } from "./update-sink.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let db: TestDatabase;
let admin: ServiceContext;
let datadog: Datadog;
let id: string;

beforeAll(async () => {
  db = await startTestDatabase();
  admin = contextOf(db, makePerson("admin"));
});
afterAll(() => db.close());
beforeEach(async () => {
  datadog = await startDatadog(keys);
  const sink = { name: "Datadog", kind: "datadog", url: datadog.url, apiKey: keys.apiKey, startAt: "now" } as const;
  ({ id } = await createSink(admin, sink));
});
afterEach(() => datadog.close());

function append(count: number, given?: Partial<AuditEvent>): Promise<string[]> {
  return appendEvents(db, count, given);
}

function deliver(sinkId = id) {
  return deliverOnce(db, sinkId);
}

function received(): string[] {
  return receivedIds(datadog);
}

function eventsOf(type: string) {
  return db.database.auditEvent.findMany({ where: { type, attrs: { path: ["sinkId"], equals: id } } });
}

describe("pausing", () => {
  test("a paused sink gets nothing, and all of it once it is resumed; both are in the ledger", async () => {
    await deliver();
    await pauseSink(admin, { id });
    const waiting = await append(3);
    expect(await deliver()).toEqual({ state: "stopped" });
    await expect(pauseSink(admin, { id })).rejects.toMatchObject({ code: "conflict" });
    await resumeSink(admin, { id });
    await deliver();
    expect(received()).toEqual(expect.arrayContaining(waiting));
    expect(await eventsOf("sink.paused")).toHaveLength(1);
    expect(await eventsOf("sink.resumed")).toHaveLength(1);
  });
});

describe("a test event", () => {
  test("is sent at once, and what the sink answered is told and recorded", async () => {
    const test = await testSink(admin, { id });
    expect(test).toMatchObject({ accepted: true, answer: "The sink has taken the event." });
    expect(received()).toEqual([test.eventId]);
    await updateSink(admin, { id, name: "Datadog", url: datadog.url, enabled: true, apiKey: "wrong" });
    expect(await testSink(admin, { id })).toMatchObject({
      accepted: false,
      answer: expect.stringContaining("Replace the sink's key"),
    });
    expect((await eventsOf("sink.tested")).map(({ status }) => status).toSorted()).toEqual(["failed", "ok"]);
  });
});

test("a key that was replaced is used by the next batch, without a restart", async () => {
  await updateSink(admin, { id, name: "Datadog", url: datadog.url, enabled: true, apiKey: "wrong" });
  expect(await deliver()).toMatchObject({ state: "failing", retry: "slowly" });
  await updateSink(admin, { id, name: "Datadog", url: datadog.url, enabled: true, apiKey: keys.apiKey });
  expect(await deliver()).toMatchObject({ state: "caught-up" });
  expect(await eventsOf("sink.held")).toHaveLength(1);
  expect(await eventsOf("sink.recovered")).toHaveLength(1);
  expect((await listSinks(admin)).find((sink) => sink.id === id)).toMatchObject({ held: false, failingSince: null });
});

describe("what a sink refused", () => {
  test("is sent again when a person asks, and is a dead letter no longer once it is taken", async () => {
    const [bad = ""] = await append(1, { tool: "bad" });
    await append(2);
    datadog.faults.refuseEntries((entry) => JSON.stringify(entry).includes(bad));
    await deliver();
    await replayDeadLetters(admin, { id, eventIds: [bad] });
    await deliver();
    const [refused] = await listSinks(admin).then((sinks) => sinks.filter((sink) => sink.id === id));
    expect(refused?.deadLetters).toMatchObject([{ eventId: bad, replays: 1, replayAt: null }]);

    datadog.faults.clear();
    expect(await replayDeadLetters(admin, { id })).toEqual({ count: 1 });
    await deliver();
    expect(received().filter((received) => received === bad)).toHaveLength(1);
    const [sink] = await listSinks(admin).then((sinks) => sinks.filter((each) => each.id === id));
    expect(sink).toMatchObject({ deadLetterCount: 0, deliveredCount: received().length });
    await expect(replayDeadLetters(admin, { id })).rejects.toMatchObject({ code: "conflict" });
    expect(await eventsOf("sink.replay-requested")).toHaveLength(2);
  });
});

describe("a backfill", () => {
  test("sends the events of its range once more, bit by bit, and says when it is done", async () => {
    const at = new Date(Date.now() - 3_600_000);
    const within = await append(1_200, { at });
    await append(5, { at: new Date(at.getTime() - 1) });
    await deliver();
    const { id: backfillId } = await startBackfill(admin, { id, from: at, to: new Date(at.getTime() + 1) });
    const before = received().length;
    await expect.poll(() => deliver(), { timeout: 20_000 }).toMatchObject({ state: "caught-up" });
    // The event that says it was asked for comes with it.
    const again = received().slice(before);
    expect(again.filter((each) => within.includes(each)).toSorted()).toEqual(within.toSorted());
    const { backfills } = await readSinkHistory(admin, { id });
    expect(backfills).toMatchObject([{ id: backfillId, state: "completed", sent: 1_200, refused: 0 }]);
    expect(await eventsOf("sink.backfill-completed")).toMatchObject([{ attrs: { sent: 1_200 } }]);
    await expect(cancelBackfill(admin, { id, backfillId })).rejects.toMatchObject({ code: "conflict" });
  });

  test("that is cancelled sends no more", async () => {
    await deliver();
    const { id: backfillId } = await startBackfill(admin, { id, from: new Date(0), to: new Date() });
    await cancelBackfill(admin, { id, backfillId });
    await deliver();
    const { backfills } = await readSinkHistory(admin, { id });
    expect(backfills).toMatchObject([{ state: "cancelled", sent: 0 }]);
    await expect(startBackfill(admin, { id, from: new Date(1), to: new Date(0) })).rejects.toMatchObject({
      code: "invalid",
    });
  });
});

test("approved changes are change events in Datadog, where a sink of that kind is", async () => {
  const sink = { name: "changes", kind: "datadog-changes", url: datadog.url, startAt: "now" } as const;
  const { id: sinkId } = await createSink(admin, { ...sink, apiKey: keys.apiKey });
  const call = { kind: "http", connection: "datadog", operation: "POST /api/v1/dashboard" } as const;
  await append(2, { ...call, decision: "allow" });
  const [approved] = await append(1, { ...call, decision: "hold", approver: "alice@example.com", agent: "deploy-bot" });
  expect(await deliver(sinkId)).toMatchObject({ state: "caught-up" });
  expect(datadog.changes()).toMatchObject([
    {
      aggregation_key: approved,
      title: expect.stringContaining("approved by alice@example.com"),
      attributes: { changed_resource: { name: "datadog POST /api/v1/dashboard" } },
    },
  ]);
});

test("the past day is told minute by minute, with the longest wait", async () => {
  await append(5, { at: new Date(Date.now() - 60_000) });
  await deliver();
  const { minutes } = await readSinkHistory(admin, { id });
  const delivered = minutes.reduce((sum, minute) => sum + minute.delivered, 0);
  expect(delivered).toBe(received().length);
  expect(Math.max(...minutes.map(({ lagMs }) => lagMs))).toBeGreaterThanOrEqual(60_000);
});

test("a clock that is an hour ahead makes no event late, and no lag negative", async () => {
  const [ahead] = await append(1, { at: new Date(Date.now() + 3_600_000) });
  await deliver();
  const log = datadog.logs().find(({ attributes }) => (attributes["evt"] as { id: string }).id === ahead);
  expect(log?.attributes["gateway"]).not.toHaveProperty("late");
  const { minutes } = await readSinkHistory(admin, { id });
  expect(minutes.every(({ lagMs }) => lagMs >= 0)).toBe(true);
  expect((await listSinks(admin)).find((sink) => sink.id === id)).toMatchObject({ lagMs: 0, failingSince: null });
});

test("a sink that cannot work is refused with the field that is wrong", async () => {
  const input = { name: "x", kind: "s3", url: "https://bucket.s3.amazonaws.com", apiKey: "secret" } as const;
  await expect(createSink(admin, input)).rejects.toMatchObject({
    code: "invalid",
    fields: { "settings.accessKeyId": expect.stringContaining("access key id") },
  });
  const masks: MaskObligation[] = [{ where: "sink", patterns: [{ kind: "bad", pattern: "(" }], with: "drop" }];
  const masked = { name: "x", kind: "datadog", url: datadog.url, apiKey: "k", settings: { masks } } as const;
  await expect(createSink(admin, masked)).rejects.toMatchObject({ code: "invalid" });
  const syslog = { name: "x", kind: "syslog", url: "tls://logs.example.com:6514" } as const;
  const { id: syslogId } = await createSink(admin, syslog);
  await updateSink(admin, { id: syslogId, name: "x", url: "tls://other.example.com:6514", enabled: false });
});

test("who may only read sinks changes nothing of them", async () => {
  const auditor = contextOf(db, makePerson("power_user", { auditor: true }));
  const user = contextOf(db, makePerson("power_user"));
  const forbidden = { code: "forbidden" };
  for (const context of [auditor, user]) {
    await expect(pauseSink(context, { id })).rejects.toMatchObject(forbidden);
    await expect(resumeSink(context, { id })).rejects.toMatchObject(forbidden);
    await expect(testSink(context, { id })).rejects.toMatchObject(forbidden);
    await expect(replayDeadLetters(context, { id })).rejects.toMatchObject(forbidden);
    const range = { from: new Date(0), to: new Date() };
    await expect(startBackfill(context, { id, ...range })).rejects.toMatchObject(forbidden);
    await expect(cancelBackfill(context, { id, backfillId: "bkf_1" })).rejects.toMatchObject(forbidden);
  }
  await expect(readSinkHistory(user, { id })).rejects.toMatchObject(forbidden);
  await expect(previewEvent(user, { id })).rejects.toMatchObject(forbidden);
  expect(await previewEvent(auditor, { id })).toMatchObject({ isTaken: true });
  for (const verb of [pauseSink, resumeSink, testSink, previewEvent, readSinkHistory]) {
    await expect(verb(admin, { id: "snk_none" })).rejects.toMatchObject({ code: "not_found" });
  }
});
