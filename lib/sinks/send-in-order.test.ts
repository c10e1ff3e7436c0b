import { expect, test } from "vitest";
import { sendInOrder } from "./send-in-order.ts";

test("at most so many are under way, they are settled in their order, and no more is read than can be sent", async () => {
  const answers = new Map<number, () => void>();
  const settled: number[] = [];
  let read = 0;
  let most = 0;
  const done = sendInOrder<number, number>({
    maxInFlight: () => 3,
    next: () => Promise.resolve(read < 10 ? [read++, read++] : undefined),
    send(batch) {
      most = Math.max(most, batch - settled.length + 1);
      return new Promise((resolve) => answers.set(batch, () => resolve(batch)));
    },
    settle(batch, result) {
      expect(result).toBe(batch);
      settled.push(batch);
      return Promise.resolve();
    },
  });
  await expect.poll(() => answers.size).toBe(3);
  expect(read).toBe(4);
  answers.get(2)?.();
  answers.get(1)?.();
  expect(settled).toEqual([]);
  for (let batch = 0; batch < 10; batch++) {
    await expect.poll(() => answers.has(batch)).toBe(true);
    answers.get(batch)?.();
  }
  await done;
  expect(settled).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(most).toBe(3);
});
