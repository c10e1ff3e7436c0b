import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { insertPayloadsStatement } from "./insert-payloads.ts";
import { readPayloads } from "./read-payloads.ts";
import type { CapturedPayload } from "./schemas.ts";

let base: TestDatabase;
const auditor = makePerson("power_user", { auditor: true, email: "auditor@example.com" });

beforeAll(async () => {
  base = await startTestDatabase();
  const call = newEvent({ type: "call.finished", status: "ok", callId: "call_1", connection: "everything" });
  const event = insertEventsStatement([call]);
  await base.pool.query(event.sql, event.parameters);
});
afterAll(() => base.close());

async function capture(callId: string, body: Buffer, contentType: string | null, truncated = false): Promise<void> {
  const payload: CapturedPayload = {
    callId,
    direction: "request",
    at: new Date(),
    headers: { "x-request": "1" },
    body,
    contentType,
    bytes: body.length,
    sha256: createHash("sha256").update(body).digest("hex"),
    truncated,
  };
  const statement = insertPayloadsStatement(
    [payload, { ...payload, direction: "response", body: Buffer.from("fine"), contentType: "text/plain" }],
    base.sealer,
  );
  await base.pool.query(statement.sql, statement.parameters);
}

test("an auditor reads headers and bodies, and the ledger has it", async () => {
  await capture("call_1", Buffer.from('{"a":1}'), "application/json; charset=utf-8");
  const [request, response] = await readPayloads(contextOf(base, auditor), { callId: "call_1" });
  expect(request).toMatchObject({
    direction: "request",
    headers: [{ name: "x-request", value: "1" }],
    bytes: 7,
    truncated: false,
    body: { kind: "json", text: '{\n  "a": 1\n}' },
  });
  expect(response).toMatchObject({ direction: "response", body: { kind: "text", text: "fine" } });
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { type: "payload.viewed" } });
  expect(event).toMatchObject({ callId: "call_1", connection: "everything", userName: "auditor@example.com" });
});

test("nothing is opened unless the viewing is committed to the ledger first", async () => {
  await capture("call_first", Buffer.from("body"), "text/plain");
  const committed = () => base.database.auditEvent.count({ where: { type: "payload.viewed", callId: "call_first" } });
  const unopenable = { ...contextOf(base, auditor), sealer: { ...base.sealer, open: refuseToOpen } };
  await expect(readPayloads(unopenable, { callId: "call_first" })).rejects.toThrow("opened");
  expect(await committed()).toBe(1);

  await base.pool.query(`alter table audit_event add constraint no_views check (type <> 'payload.viewed') not valid`);
  await expect(readPayloads(unopenable, { callId: "call_first" })).rejects.not.toThrow("opened");
  await base.pool.query(`alter table audit_event drop constraint no_views`);
  expect(await committed()).toBe(1);
});

function refuseToOpen(): Buffer {
  throw new Error("opened");
}

test.each([
  ["bytes that are not text", Buffer.from([0xff, 0xfe, 0x01]), { kind: "binary" }],
  ["a NUL", Buffer.from("a\0b"), { kind: "binary" }],
  ["nothing", Buffer.alloc(0), { kind: "empty" }],
  ["a text cut within a character", Buffer.from("grüß").subarray(0, 5), { kind: "text", text: "grü" }],
])("a body of %s is told as such", async (name, body, expected) => {
  await capture(`call_${name}`, body, "text/plain");
  const [request] = await readPayloads(contextOf(base, auditor), { callId: `call_${name}` });
  expect(request?.body).toEqual(expected);
  expect(request?.sha256).toBe(createHash("sha256").update(body).digest("hex"));
});

test.each([
  ["owner", makePerson("owner")],
  ["admin", makePerson("admin")],
  ["power user", makePerson("power_user")],
])("%s without the Auditor add-on may not read payloads, and no viewing is recorded", async (_, actor) => {
  await capture("call_denied", Buffer.from("body"), "text/plain");
  await expect(readPayloads(contextOf(base, actor), { callId: "call_denied" })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await base.database.auditEvent.count({ where: { callId: "call_denied" } })).toBe(0);
});

test("a call without payloads is not found, and no viewing is recorded", async () => {
  await expect(readPayloads(contextOf(base, auditor), { callId: "call_none" })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await base.database.auditEvent.count({ where: { callId: "call_none" } })).toBe(0);
});
