import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestDatabase } from "#lib/testing/database.ts";
import { newEvent } from "./new-event.ts";
import { insertEventsStatement } from "./insert-events.ts";

let test: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => {
  test = await startTestDatabase();
});
afterAll(() => test.close());

it("every field of an event comes back as it was written", async () => {
  const event = newEvent({
    type: "call.finished",
    status: "ok",
    callId: "call_1",
    userName: "a@example.com",
    policyVersion: 3,
    requestBytes: 5_000_000_000,
    attrs: { "mcp.method.name": "tools/call", nested: { list: [1, "two", null] } },
  });
  const { sql, parameters } = insertEventsStatement([event]);
  await test.pool.query(sql, parameters);
  const stored = await test.database.auditEvent.findUniqueOrThrow({ where: { at_id: { at: event.at, id: event.id } } });
  expect(stored).toMatchObject({ ...event, requestBytes: 5_000_000_000n });
  expect(stored.xact > 0n).toBe(true);
});

it("writing the same event again changes nothing", async () => {
  const event = newEvent({ type: "call.started", status: "started", callId: "call_2" });
  const { sql, parameters } = insertEventsStatement([event]);
  await test.pool.query(sql, parameters);
  const again = await test.pool.query(sql, parameters);
  expect(again.rowCount).toBe(0);
});

it("text that PostgreSQL cannot store is kept with a replacement mark instead of failing the batch", async () => {
  const hostile = newEvent({
    type: "call.refused",
    status: "denied",
    tool: "nul\u0000 lone\ud800 and low\udfff",
    attrs: { "key\u0000": "a literal \\u0000 stays", emoji: "😀" },
  });
  const { sql, parameters } = insertEventsStatement([hostile]);
  await test.pool.query(sql, parameters);
  const { rows } = await test.pool.query("select tool, attrs from audit_event where id = $1", [hostile.id]);
  expect(rows[0].tool).toBe("nul\ufffd lone\ufffd and low\ufffd");
  expect(rows[0].attrs).toEqual({ "key\ufffd": "a literal \\u0000 stays", emoji: "😀" });
});
