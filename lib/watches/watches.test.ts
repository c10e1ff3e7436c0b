import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { parseQuery } from "#lib/search/parse-query.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { createWatch } from "./create-watch.ts";
import { evaluateWatches } from "./evaluate-watches.ts";
import { listFirings } from "./list-firings.ts";
import { listWatches } from "./list-watches.ts";
import { ensureReadyMadeWatches, readyMadeWatches } from "./ready-made.ts";
import { removeWatch } from "./remove-watch.ts";
import { updateWatch } from "./update-watch.ts";

let db: TestDatabase;
let worker: ServiceContext;
const admin = makePerson("admin");

beforeAll(async () => {
  db = await startTestDatabase();
  worker = contextOf(db, { kind: "system", name: "worker" });
  await signInPerson(db, admin);
});
afterAll(() => db.close());
afterEach(async () => {
  await db.pool.query("delete from watch");
  await db.pool.query("delete from notification_channel");
});

const minuteMs = 60_000;
const thisMinute = Math.floor(Date.now() / minuteMs) * minuteMs;

/** A time this many minutes, and half of one, before the one that goes on. */
function ago(minutes: number): Date {
  return new Date(thisMinute - (minutes - 0.5) * minuteMs);
}

async function append(minutes: number, given: Partial<AuditEvent> = {}, count = 1): Promise<void> {
  const events = Array.from({ length: count }, () =>
    newEvent({ type: "call.finished", status: "ok", connection: "billing", ...given, at: ago(minutes) }),
  );
  const { sql, parameters } = insertEventsStatement(events);
  await db.pool.query(sql, parameters);
}

/** A watch as it would be had it been made so many minutes ago and not looked at since. */
async function watchSince(minutes: number, input: Parameters<typeof createWatch>[1]): Promise<string> {
  const { id } = await createWatch(contextOf(db, admin), input);
  await db.pool.query("update watch set evaluated_to = $2, changed_at = $2 where id = $1", [
    id,
    new Date(thisMinute - minutes * minuteMs),
  ]);
  return id;
}

async function look(workers = 1): Promise<void> {
  const logger = createLogger({ process: "worker", level: "silent" });
  const means = { pool: db.pool, context: worker, logger, signal: new AbortController().signal };
  await Promise.all(Array.from({ length: workers }, () => evaluateWatches(means)));
}

async function firingsOf(watch: string) {
  const { firings } = await listFirings(contextOf(db, admin), { watch });
  return firings.toReversed();
}

test("more than so many events in a window fire once, however many workers look, and end when they are over", async () => {
  await append(8, { agent: "more" }, 3);
  await append(7, { agent: "more" }, 2);
  await append(2, { agent: "more" }, 4);
  const id = await watchSince(12, {
    name: "Busy",
    query: "agent:more",
    condition: { kind: "more-than", count: 3, minutes: 2 },
  });
  await look(3);
  const [first, second, ...more] = await firingsOf(id);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ watchName: "Busy", count: 5, about: false, kind: "more-than" });
  expect(first?.endedAt).not.toBeNull();
  expect(second).toMatchObject({ count: 4 });
  const { rows } = await db.pool.query("select count(*) as count from audit_event where attrs->>'watchId' = $1", [id]);
  // Made, and fired twice.
  expect(rows[0].count).toBe(3);
  await look(2);
  expect(await firingsOf(id)).toHaveLength(2);
});

test("the first event ever of an agent fires, and none of an agent that had one before, once for each", async () => {
  await append(500, { agent: "old", tool: "refund" });
  await append(4, { agent: "old", tool: "refund" });
  await append(4, { agent: "new", tool: "refund" });
  await append(3, { agent: "new", tool: "refund" });
  await append(3, { agent: "other", tool: "search" });
  const id = await watchSince(10, { name: "First", query: "tool:refund", condition: { kind: "first-for-agent" } });
  await look(2);
  expect((await firingsOf(id)).map(({ subject, count }) => [subject, count])).toEqual([["new", 1]]);
  await append(1, { agent: "new", tool: "refund" });
  await look();
  expect(await firingsOf(id)).toHaveLength(1);
});

test("nothing for a while fires once it has been that long since the watch was made, and ends with the next event", async () => {
  const condition = { kind: "none-for", minutes: 5 } as const;
  const id = await watchSince(9, { name: "Quiet", query: "agent:quiet", condition });
  const young = await watchSince(3, { name: "Young", query: "agent:quiet", condition });
  await look();
  expect(await firingsOf(id)).toMatchObject([{ count: 0, endedAt: null }]);
  expect(await firingsOf(young)).toEqual([]);
  const [watch] = await listWatches(contextOf(db, admin));
  expect(watch).toMatchObject({ id, firings: 1 });
  expect(watch?.firingSince).not.toBeNull();

  const other = await watchSince(9, { name: "Heard", query: "agent:heard", condition });
  await append(2, { agent: "heard" });
  await look();
  expect(await firingsOf(other)).toMatchObject([{ endedAt: expect.any(Date) }]);
});

test("a sink that is behind fires with its name", async () => {
  await db.pool.query(
    `insert into sink (id, name, kind, url, credential_sealed) values ('snk_b', 'Lake', 'webhook', 'https://x', '')`,
  );
  await append(30, { connection: "lake" });
  const condition = { kind: "delivery-behind", minutes: 5 } as const;
  const id = await watchSince(3, { name: "Behind", condition });
  await look();
  expect(await firingsOf(id)).toMatchObject([{ subject: "Lake", count: null, endedAt: null }]);
  await db.pool.query("delete from sink");
});

test("a firing rings the channels of its watch, or those that ask for watches, and no others", async () => {
  const context = contextOf(db, admin);
  const webhook = { kind: "webhook", url: "https://hooks.example.com/x" } as const;
  const named = await createChannel(context, { ...webhook, name: "Named", moments: ["opened"] });
  await createChannel(context, { ...webhook, name: "Asks", moments: ["watch"] });
  await createChannel(context, { ...webhook, name: "Holds only", moments: ["opened", "ended"] });
  await append(3, { agent: "rings" });
  const condition = { kind: "more-than", count: 0, minutes: 1 } as const;
  const query = "agent:rings";
  const one = await watchSince(5, { name: "One", query, condition, channelIds: [named.id] });
  const all = await watchSince(5, { name: "All", query, condition });
  await look(2);
  expect((await firingsOf(one)).map(({ rings }) => rings.map(({ channel }) => channel))).toEqual([["Named"]]);
  expect((await firingsOf(all)).map(({ rings }) => rings.map(({ channel }) => channel))).toEqual([["Asks"]]);
});

test("watches are admins' to change; auditors read them, and others do not", async () => {
  const input = { name: "A", query: "status:failed", condition: { kind: "more-than", count: 1, minutes: 5 } } as const;
  const { id } = await createWatch(contextOf(db, admin), input);
  const auditor = contextOf(db, makePerson("power_user", { auditor: true }));
  expect(await listWatches(auditor)).toHaveLength(1);
  await expect(createWatch(auditor, input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(removeWatch(auditor, { id })).rejects.toMatchObject({ code: "forbidden" });
  await expect(updateWatch(auditor, { ...input, id, enabled: false })).rejects.toMatchObject({ code: "forbidden" });
  const power = contextOf(db, makePerson("power_user"));
  await expect(listWatches(power)).rejects.toMatchObject({ code: "forbidden" });
  await expect(listFirings(power, {})).rejects.toMatchObject({ code: "forbidden" });

  await updateWatch(contextOf(db, admin), { ...input, id, name: "B", enabled: false });
  expect(await listWatches(auditor)).toMatchObject([{ name: "B", enabled: false }]);
  await removeWatch(contextOf(db, admin), { id });
  await expect(removeWatch(contextOf(db, admin), { id })).rejects.toMatchObject({ code: "not_found" });
  const { rows } = await db.pool.query("select type from audit_event where attrs->>'watchId' = $1 order by at, id", [
    id,
  ]);
  expect(rows.map(({ type }) => type)).toEqual(["watch.created", "watch.updated", "watch.removed"]);
});

test("what cannot be searched, and channels of others, are refused in a sentence", async () => {
  const context = contextOf(db, admin);
  const condition = { kind: "more-than", count: 1, minutes: 5 } as const;
  await expect(createWatch(context, { name: "A", query: "status:(ok", condition })).rejects.toMatchObject({
    code: "invalid",
    fields: { query: expect.any(String) },
  });
  await expect(createWatch(context, { name: "A", condition, channelIds: ["chn_none"] })).rejects.toMatchObject({
    fields: { channelIds: expect.any(String) },
  });
  const behind = { kind: "delivery-behind", minutes: 5 } as const;
  await expect(createWatch(context, { name: "A", query: "status:ok", condition: behind })).rejects.toMatchObject({
    fields: { query: expect.any(String) },
  });
});

test("ready-made watches are there once, can be read by the search, stay changed and are not removed", async () => {
  for (const { query } of readyMadeWatches) expect(parseQuery(query)).toHaveProperty("node");
  await ensureReadyMadeWatches(db.pool);
  const context = contextOf(db, admin);
  const [first] = await listWatches(context);
  if (!first) throw new Error("nothing is there");
  const { id, query, condition } = first;
  await updateWatch(context, { id, query, condition, name: "Ours", enabled: false });
  await ensureReadyMadeWatches(db.pool);
  const after = await listWatches(context);
  expect(after).toHaveLength(readyMadeWatches.length);
  expect(after.find((watch) => watch.id === id)).toMatchObject({ name: "Ours", enabled: false, readyMade: true });
  await expect(removeWatch(context, { id })).rejects.toMatchObject({ code: "conflict" });
});
