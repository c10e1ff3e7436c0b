import { expect, test } from "vitest";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { addPeople, countPeople } from "./people-bits.ts";

test("however people are spread over sets and batches, each counts once", () => {
  const random = seededRandom(7);
  const everybody = new Set<number>();
  const hours = Array.from({ length: 24 }, () => {
    let set: Buffer | null = null;
    for (let batch = 0; batch < 3; batch++) {
      const numbers = Array.from({ length: random.below(40) }, () => 1 + random.below(500));
      for (const number of numbers) everybody.add(number);
      set = addPeople(set, numbers);
    }
    return set;
  });
  expect(countPeople(hours.flatMap((set) => set ?? []))).toBe(everybody.size);
  expect(countPeople([])).toBe(0);
  expect(addPeople(null, [])).toBeNull();
});
