import { expect, test } from "vitest";
import { CallerHistory } from "./caller-history.ts";

const start = Date.UTC(2026, 10, 20, 9, 0);

test("calls are counted for a minute and an hour, by what was decided, for each caller apart", () => {
  let now = start;
  const history = new CallerHistory(() => now);
  history.note("a", "pay", "allow");
  history.note("a", "look", "deny");
  history.note("b", "pay", "hold");
  const one = { calls: 1, denied: 0, held: 0 };
  expect(history.of("a", "pay")).toEqual({
    minute: { calls: 2, denied: 1, held: 0 },
    hour: { calls: 2, denied: 1, held: 0 },
    same: { minute: one, hour: one },
  });
  expect(history.of("b", "pay").minute).toEqual({ calls: 1, denied: 0, held: 1 });
  expect(history.of("b", "look").same.hour.calls).toBe(0);
  expect(history.of("nobody", "pay").hour).toEqual({ calls: 0, denied: 0, held: 0 });
  now = start + 65_000;
  expect(history.of("a", "pay").minute.calls).toBe(0);
  expect(history.of("a", "pay").hour.calls).toBe(2);
  history.note("a", "pay", "allow");
  now = start + 3_600_000;
  expect(history.of("a", "pay").hour).toEqual(one);
});

test("the caller that has not called for longest is forgotten once there are too many", () => {
  const history = new CallerHistory(() => start);
  history.note("first", "pay", "allow");
  history.note("second", "pay", "allow");
  history.note("first", "pay", "allow");
  for (let n = 0; n < 9_999; n++) history.note(`caller-${n}`, "pay", "allow");
  expect(history.of("first", "pay").hour.calls).toBe(2);
  expect(history.of("second", "pay").hour.calls).toBe(0);
});
