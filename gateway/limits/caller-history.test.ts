import { expect, test } from "vitest";
import { CallerHistory, type HistoryNews } from "./caller-history.ts";

const start = Date.UTC(2026, 10, 20, 9, 0);

test("calls are counted for a minute and an hour, by what was decided, for each caller apart", () => {
  let now = start;
  const history = new CallerHistory({ now: () => now });
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
  const history = new CallerHistory({ now: () => start });
  history.note("first", "pay", "allow");
  history.note("second", "pay", "allow");
  history.note("first", "pay", "allow");
  for (let n = 0; n < 9_999; n++) history.note(`caller-${n}`, "pay", "allow");
  expect(history.of("first", "pay").hour.calls).toBe(2);
  expect(history.of("second", "pay").hour.calls).toBe(0);
});

test("processes that share a port know within a moment what callers did in the others", async () => {
  const hearing: ((news: readonly HistoryNews[]) => void)[] = [];
  const open = (index: number) =>
    new CallerHistory({
      neighbours: {
        tell: (news) => hearing.forEach((hear, other) => other !== index && hear(structuredClone(news))),
        listen: (hear) => void (hearing[index] = hear),
      },
    });
  const [one, two, three] = [open(0), open(1), open(2)];
  one.note("a", "pay", "allow");
  one.note("a", "pay", "deny");
  two.note("a", "look", "hold");
  const all = { calls: 3, denied: 1, held: 1 };
  for (const process of [one, two, three]) {
    await expect.poll(() => process.of("a", "pay").minute).toEqual(all);
    expect(process.of("a", "pay").same.hour).toEqual({ calls: 2, denied: 1, held: 0 });
  }
  three.note("a", "pay", "allow");
  await expect.poll(() => one.of("a", "pay").hour.calls).toBe(4);
});
