import { expect, test } from "vitest";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { RepeatedRefusals } from "./repeated-refusals.ts";

function refused(errorCode: string, more: Partial<AuditEvent> = {}): AuditEvent {
  return newEvent({ type: "call.refused", status: "denied", errorCode, clientIp: "203.0.113.1", ...more });
}

function repeat(times: number, refusals: RepeatedRefusals, event: () => AuditEvent): number {
  return Array.from({ length: times }, () => refusals.isNews(event())).filter(Boolean).length;
}

function limited(): AuditEvent {
  return refused("rate_limited", { httpStatus: 429 });
}

test("of many equal refusals the first are recorded one by one, the others as one event with their number", () => {
  const recorded: AuditEvent[] = [];
  const refusals = new RepeatedRefusals((events) => recorded.push(...events));
  expect(repeat(200, refusals, () => refused("invalid_token"))).toBe(50);
  expect(repeat(1, refusals, () => refused("invalid_token", { clientIp: "203.0.113.2" }))).toBe(1);
  expect(repeat(1, refusals, () => refused("invalid_token", { operation: "tools/call", tool: "rm" }))).toBe(1);
  refusals.flush();
  expect(recorded).toMatchObject([{ errorCode: "invalid_token", attrs: { "holdpoint.repeated": 150 } }]);
  expect(repeat(3, refusals, () => refused("invalid_token"))).toBe(0);
  refusals.close();
  expect(recorded.at(-1)).toMatchObject({ attrs: { "holdpoint.repeated": 3 } });
});

test("a caller over its limits is told of once, then by number, and anew after a quiet period", () => {
  const recorded: AuditEvent[] = [];
  const refusals = new RepeatedRefusals((events) => recorded.push(...events));
  expect(repeat(100, refusals, limited)).toBe(1);
  refusals.flush();
  expect(recorded).toMatchObject([{ attrs: { "holdpoint.repeated": 99 } }]);
  refusals.flush();
  expect(repeat(1, refusals, limited)).toBe(1);
  refusals.close();
});

test("what belongs to a hold is recorded one by one", () => {
  const refusals = new RepeatedRefusals(() => {});
  expect(repeat(100, refusals, () => refused("denied_by_policy", { holdId: "hold_1" }))).toBe(100);
  refusals.close();
});
