import { expect, test } from "vitest";
import { newEvent, type AuditEvent } from "#lib/ledger/events.ts";
import { RepeatedRefusals } from "./repeated-refusals.ts";

function refused(errorCode: string): AuditEvent {
  return newEvent({ type: "call.refused", status: "denied", errorCode });
}

test("no refusal is lost: the first is recorded at once, those like it as one event with their number", () => {
  const recorded: AuditEvent[] = [];
  const refusals = new RepeatedRefusals((events) => recorded.push(...events));
  const firsts = Array.from({ length: 100 }, () => refusals.isFirst("a", refused("a")));
  expect(firsts.filter(Boolean)).toHaveLength(1);
  expect(refusals.isFirst("b", refused("b"))).toBe(true);
  refusals.flush();
  expect(recorded).toMatchObject([{ errorCode: "a", attrs: { "holdpoint.repeated": 99 } }]);
  expect(refusals.isFirst("a", refused("a"))).toBe(false);
  refusals.close();
  expect(recorded).toMatchObject([{ errorCode: "a" }, { errorCode: "a", attrs: { "holdpoint.repeated": 1 } }]);
  refusals.flush();
  expect(refusals.isFirst("b", refused("b"))).toBe(true);
  refusals.close();
});
