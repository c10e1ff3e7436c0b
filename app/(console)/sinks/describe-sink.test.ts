import { expect, test } from "vitest";
import { describeSink } from "./describe-sink.ts";

const sink = { enabled: true, failingSince: null, held: false, lagMs: 0 };

test.each([
  [{}, "delivering, up to date", "success"],
  [{ lagMs: 800 }, "delivering, 800 ms behind", "success"],
  [{ lagMs: 95_000 }, "delivering, 1 min 35 s behind", "warning"],
  [{ lagMs: 7_200_000, failingSince: new Date() }, "failing, 2 h behind", "danger"],
  [{ lagMs: 7_200_000, failingSince: new Date(), held: true }, "waits for you, 2 h behind", "danger"],
  [{ lagMs: 4_000, enabled: false }, "paused, 4.0 s behind", "neutral"],
])("a sink that is %j reads %s", (change, words, tone) => {
  expect(describeSink({ ...sink, ...change })).toEqual({ words, tone });
});
