import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { appendEvents, deliverOnce, receivedIds } from "#lib/testing/sinks.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { createSink } from "./create-sink.ts";
import { listSinks } from "./list-sinks.ts";
import { previewEvent } from "./preview-event.ts";
import type { SinkSettings } from "./schemas.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let db: TestDatabase;
let admin: ServiceContext;
let datadog: Datadog;

beforeAll(async () => {
  db = await startTestDatabase();
  admin = contextOf(db, makePerson("admin"));
});
afterAll(() => db.close());
beforeEach(async () => {
  datadog = await startDatadog(keys);
});
afterEach(() => datadog.close());

async function addSink(settings: SinkSettings): Promise<string> {
  const sink = { name: "Datadog", kind: "datadog", url: datadog.url, apiKey: keys.apiKey, startAt: "now" } as const;
  return (await createSink(admin, { ...sink, settings })).id;
}

describe("a filter", () => {
  const call = { kind: "mcp", decision: "allow", connection: "everything" } as const;

  test.each<[string, SinkSettings, number]>([
    ["decisions only", { filter: { only: "decisions" } }, 3],
    ["approved only", { filter: { only: "approved" } }, 1],
    ["one connection", { filter: { connections: ["datadog"] } }, 1],
    ["one status", { filter: { statuses: ["denied"] } }, 1],
    ["sign-ins", { filter: { groups: ["access"] } }, 1],
  ])("%s: the rest is counted as left out, and the position moves past it", async (_, settings, taken) => {
    const sinkId = await addSink(settings);
    await appendEvents(db, 1, { ...call, type: "call.started", status: "started" });
    await appendEvents(db, 1, { ...call });
    await appendEvents(db, 1, { ...call, type: "call.refused", status: "denied", decision: "deny" });
    await appendEvents(db, 1, { ...call, decision: "hold", connection: "datadog", approver: "alice@example.com" });
    await appendEvents(db, 1, { type: "session.signed-in" });
    expect(await deliverOnce(db, sinkId)).toMatchObject({ state: "caught-up" });
    expect(receivedIds(datadog)).toHaveLength(taken);
    const sink = (await listSinks(admin)).find((each) => each.id === sinkId);
    expect(sink).toMatchObject({ deliveredCount: taken, lagMs: 0 });
    expect(sink?.skippedCount).toBeGreaterThanOrEqual(5 - taken);
  });

  test("fields and masks: what a sink may not have does not reach it", async () => {
    const sinkId = await addSink({
      withoutFields: ["clientIp", "attrs"],
      masks: [{ where: "sink", detect: ["email"], with: "token" }],
      tags: ["env:prod"],
    });
    const attrs = { "user_agent.original": "curl/8" };
    const [eventId] = await appendEvents(db, 1, {
      userId: "u",
      userName: "anna@example.com",
      clientIp: "203.0.113.9",
      attrs,
    });
    await deliverOnce(db, sinkId);
    const log = datadog.logs().find(({ attributes }) => JSON.stringify(attributes).includes(String(eventId)));
    const text = JSON.stringify(log);
    expect(text).not.toMatch(/anna@|203\.0\.113\.9|curl/);
    expect(log?.attributes["ddtags"]).toBe("gateway_target:everything,env:prod");
    const preview = await previewEvent(admin, { id: sinkId });
    expect(preview.text).not.toMatch(/alice@|203\.0\.113/);
    expect(preview).toMatchObject({ isTaken: true, contentType: "application/json" });
  });
});
