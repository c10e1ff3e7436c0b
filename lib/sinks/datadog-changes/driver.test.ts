import { expect, test } from "vitest";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { datadogChangesDriver } from "./driver.ts";

function approvedCall(given: Partial<AuditEvent> = {}): AuditEvent {
  return newEvent({
    type: "call.finished",
    status: "ok",
    agent: "deploy-bot",
    connection: "datadog",
    kind: "http",
    operation: "POST /api/v1/dashboard",
    approver: "alice@example.com",
    holdId: "hold_1",
    ...given,
  });
}

test("approved calls that have run are change events, and nothing else is", () => {
  expect(datadogChangesDriver.takes(approvedCall())).toBe(true);
  for (const other of [{ approver: null }, { status: "failed" }, { type: "call.started" }] as const) {
    expect(datadogChangesDriver.takes(approvedCall(other))).toBe(false);
  }
});

test("a change says what was changed by whom, and carries the event's id as the key by which Datadog folds", () => {
  const event = approvedCall();
  expect(JSON.parse(datadogChangesDriver.write(event, event.at, { tags: ["env:prod"] }))).toMatchObject({
    data: {
      type: "event",
      attributes: {
        category: "change",
        aggregation_key: event.id,
        tags: expect.arrayContaining(["env:prod", "gateway_target:datadog"]),
        attributes: {
          changed_resource: { type: "configuration", name: "datadog POST /api/v1/dashboard" },
          author: { type: "automation", name: "deploy-bot" },
          change_metadata: { approver: "alice@example.com", hold_id: "hold_1" },
        },
      },
    },
  });
});
