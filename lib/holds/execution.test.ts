import { afterEach, beforeEach, expect, test } from "vitest";
import { newId } from "#lib/core/ids.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { askedOf, claimTestHold } from "#lib/testing/holds.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { acknowledgeEnd } from "./acknowledge-end.ts";
import { createHold, type NewHold } from "./create-hold.ts";
import { findHolds } from "./find-holds.ts";
import { finishHold } from "./finish-hold.ts";
import { markDispatched } from "./mark-dispatched.ts";
import { releaseHold } from "./release-hold.ts";

const requestDigest = "d".repeat(64);

let database: TestDatabase;
beforeEach(async () => {
  database = await startTestDatabase();
});
afterEach(() => database.close());

function open(given: Partial<NewHold> = {}) {
  const callId = newId("call");
  const hold: NewHold = {
    id: newId("hold"),
    callId,
    connection: "tools",
    kind: "mcp",
    operation: "tools/call",
    tool: "pay",
    request: { kind: "mcp", tool: "pay", arguments: {} },
    requestDigest,
    callerId: "agent:a",
    userId: null,
    userName: null,
    agent: "a",
    clientIp: null,
    rule: "ask",
    message: null,
    policyVersion: 1,
    terms: askedOf(["approvers"], { expiresInS: 600 }),
    requirement: "r".repeat(64),
    excluded: [],
    toolSchema: null,
    original: null,
    ...given,
  };
  return createHold(database.pool, database.sealer, hold, {
    event: newEvent({ type: "call.held", status: "held", callId, holdId: hold.id }),
    payload: {
      callId,
      direction: "request",
      at: new Date(),
      headers: {},
      body: Buffer.from("{}"),
      contentType: null,
      bytes: 2,
      sha256: "s",
      truncated: false,
    },
  });
}

async function move(id: string, state: string): Promise<void> {
  await database.pool.query("update hold set state = $2 where id = $1", [id, state]);
}

async function stateOf(id: string): Promise<string | undefined> {
  return (await findHolds(database.pool, [id]))[0]?.state;
}

function events(type: "call.started" | "call.finished" | "hold.released") {
  return [newEvent({ type, status: "ok" })];
}

async function countEvents(type: string): Promise<number> {
  return (await database.pool.query("select 1 from audit_event where type = $1", [type])).rowCount ?? 0;
}

test("twenty identical requests at the same moment end in one hold with one event", async () => {
  const opened = await Promise.all(Array.from({ length: 20 }, () => open()));
  expect(new Set(opened.map((hold) => hold.id)).size).toBe(1);
  expect(opened.filter((hold) => !hold.joined)).toHaveLength(1);
  expect(await countEvents("call.held")).toBe(1);
});

test.each(["denied", "expired", "cancelled", "completed", "failed", "unknown"])(
  "a hold that is %s is not joined",
  async (state) => {
    const first = await open();
    await database.pool.query("update hold set state = $2, finished_at = now() where id = $1", [first.id, state]);
    expect((await open()).id).not.toBe(first.id);
  },
);

test("a hold past its expiry reads as expired, and is found for an hour until its caller was told", async () => {
  const first = await open();
  await database.pool.query("update hold set expires_at = now() - interval '1 second' where id = $1", [first.id]);
  expect(await stateOf(first.id)).toBe("expired");
  expect(await open()).toMatchObject({ id: first.id, state: "expired", joined: true });
  await acknowledgeEnd(database.pool, first.id);
  const second = await open();
  expect(second.joined).toBe(false);
  await database.pool.query("update hold set expires_at = now() - interval '61 minutes' where id = $1", [second.id]);
  expect((await open()).joined).toBe(false);
});

test("twenty racing claimers: one gets the hold", async () => {
  const { id } = await open();
  await move(id, "approved");
  const fences = await Promise.all(Array.from({ length: 20 }, () => claimTestHold(database, { id, requestDigest })));
  expect(fences.filter((fence) => fence !== undefined)).toEqual([1]);
});

test("nothing is claimed that is not approved, has expired, or was approved for another request", async () => {
  const { id } = await open();
  expect(await claimTestHold(database, { id, requestDigest })).toBeUndefined();
  await move(id, "approved");
  expect(await claimTestHold(database, { id, requestDigest: "e".repeat(64) })).toBeUndefined();
  await database.pool.query("update hold set expires_at = now() - interval '1 second' where id = $1", [id]);
  expect(await claimTestHold(database, { id, requestDigest })).toBeUndefined();
});

test("a claimer that lost its lease, or shows another's fence, may not dispatch, and leaves no start behind", async () => {
  const { id } = await open();
  await move(id, "approved");
  const fence = (await claimTestHold(database, { id, requestDigest })) ?? 0;
  const records = { events: events("call.started") };
  expect(await markDispatched(database.pool, database.sealer, { id, fence: fence + 1 }, records)).toBe(false);
  await database.pool.query("update hold set lease_until = now() - interval '1 second' where id = $1", [id]);
  expect(await markDispatched(database.pool, database.sealer, { id, fence }, records)).toBe(false);
  expect(await countEvents("call.started")).toBe(0);
});

test("a hold is dispatched once, with its start, and ends once, with its finish", async () => {
  const { id } = await open();
  await move(id, "approved");
  const fence = (await claimTestHold(database, { id, requestDigest })) ?? 0;
  const hold = { id, fence };
  const dispatch = () => markDispatched(database.pool, database.sealer, hold, { events: events("call.started") });
  expect((await Promise.all([dispatch(), dispatch()])).toSorted()).toEqual([false, true]);
  expect(await countEvents("call.started")).toBe(1);
  const finish = { events: events("call.finished") };
  await finishHold(database.pool, database.sealer, { ...hold, state: "completed" }, finish);
  expect(await stateOf(id)).toBe("completed");
  expect(await countEvents("call.finished")).toBe(1);
  expect(await claimTestHold(database, { id, requestDigest })).toBeUndefined();
});

test("a claim that is given back can be claimed again; one that was dispatched cannot be given back", async () => {
  const { id } = await open();
  await move(id, "approved");
  const fence = (await claimTestHold(database, { id, requestDigest })) ?? 0;
  const [event] = events("hold.released");
  if (!event) throw new Error("no event");
  expect(await releaseHold(database.pool, database.sealer, { id, fence }, event)).toBe(true);
  const second = (await claimTestHold(database, { id, requestDigest })) ?? 0;
  expect(second).toBe(fence + 1);
  await markDispatched(database.pool, database.sealer, { id, fence: second }, { events: events("call.started") });
  expect(await releaseHold(database.pool, database.sealer, { id, fence: second }, event)).toBe(false);
  expect(await countEvents("hold.released")).toBe(1);
});
