import { afterEach, expect, test } from "vitest";
import { Refusal } from "../errors.ts";
import { CallLimits, type Limits, type Neighbours } from "./call-limits.ts";

const own: Limits = { callsPerMinute: null, callsAtOnce: null };
const open: CallLimits[] = [];
afterEach(() => {
  for (const limits of open.splice(0)) limits.close();
});

/** So many processes that hear each other when one of them tells. */
function processes(count: number, limits: Limits): { all: CallLimits[]; end: (process: number) => void } {
  const ears: Parameters<Neighbours["listen"]>[] = [];
  const all = Array.from({ length: count }, (_, from) => {
    const neighbours: Neighbours = {
      tell: (news) => {
        for (const [other, [hear]] of ears.entries()) if (other !== from) hear(from, news);
      },
      listen: (...heard) => void (ears[from] = heard),
    };
    return new CallLimits(limits, neighbours);
  });
  open.push(...all);
  return {
    all,
    end: (process) => {
      for (const [, forget] of ears) forget(process);
    },
  };
}

function letIn(limits: CallLimits | undefined, calls: number, caller = "a"): number {
  let count = 0;
  for (let call = 0; call < calls; call++) {
    if (!(limits?.enter(caller, "api", own) instanceof Refusal)) count++;
  }
  return count;
}

function leave(left: (() => void) | Refusal | undefined): void {
  if (typeof left === "function") left();
}

test("what one process let in is taken from the bucket of every other", () => {
  const [one, two] = processes(2, { callsPerMinute: 60, callsAtOnce: null }).all;
  expect(letIn(one, 100)).toBe(10);
  one?.tell();
  expect(letIn(two, 100)).toBe(0);
  expect(letIn(two, 100, "b")).toBe(10);
});

test("what was let in too much before the processes had told each other is waited for afterwards", () => {
  const [one, two] = processes(2, { callsPerMinute: 60, callsAtOnce: null }).all;
  expect([letIn(one, 100), letIn(two, 100)]).toEqual([10, 10]);
  one?.tell();
  two?.tell();
  const refused = one?.enter("a", "api", own);
  // Ten calls at one a second are owed, and the next one.
  expect(refused).toMatchObject({ code: "rate_limited", retryAfterS: 11 });
});

test("calls that run in another process count until they end, or until it does", async () => {
  const { all, end } = processes(3, { callsPerMinute: null, callsAtOnce: 2 });
  const [one, two, three] = all;
  const first = one?.enter("a", "api", own);
  two?.enter("a", "api", own);
  for (const limits of all) limits.tell();
  expect([letIn(one, 1), letIn(two, 1), letIn(three, 1)]).toEqual([0, 0, 0]);
  leave(first);
  // Its end is told without being asked for.
  await new Promise(setImmediate);
  const again = three?.enter("a", "api", own);
  expect(again).not.toBeInstanceOf(Refusal);
  three?.tell();
  expect(letIn(one, 1)).toBe(0);
  end(1);
  expect(letIn(one, 1)).toBe(1);
});

test("who has no limit is counted nowhere", () => {
  let told = 0;
  const limits = new CallLimits(own, { tell: () => told++, listen: () => {} });
  open.push(limits);
  expect(letIn(limits, 1_000)).toBe(1_000);
  limits.tell();
  expect(told).toBe(0);
});
