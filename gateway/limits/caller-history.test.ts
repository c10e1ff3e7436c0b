import { expect, test } from "vitest";
import { CallerHistory } from "./caller-history.ts";

const start = Date.UTC(2026, 10, 20, 9, 0);

test("calls are counted for a minute and an hour, by what was decided, for each caller apart", () => {
  let now = start;
  const history = new CallerHistory(() => now);
  history.note("a", "allow");
  history.note("a", "deny");
  history.note("b", "hold");
  expect(history.of("a")).toEqual({
    minute: { calls: 2, denied: 1, held: 0 },
    hour: { calls: 2, denied: 1, held: 0 },
  });
  expect(history.of("b").minute).toEqual({ calls: 1, denied: 0, held: 1 });
  expect(history.of("nobody").hour).toEqual({ calls: 0, denied: 0, held: 0 });
  now = start + 65_000;
  expect(history.of("a").minute.calls).toBe(0);
  expect(history.of("a").hour.calls).toBe(2);
  history.note("a", "allow");
  now = start + 3_600_000;
  expect(history.of("a").hour).toEqual({ calls: 1, denied: 0, held: 0 });
});

test("the caller that has not called for longest is forgotten once there are too many", () => {
  const history = new CallerHistory(() => start);
  history.note("first", "allow");
  history.note("second", "allow");
  history.note("first", "allow");
  for (let n = 0; n < 9_999; n++) history.note(`caller-${n}`, "allow");
  expect(history.of("first").hour.calls).toBe(2);
  expect(history.of("second").hour.calls).toBe(0);
});
