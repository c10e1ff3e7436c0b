import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Intake } from "./intake.ts";
import type { Stack } from "./stack.ts";

const everyMs = 700;

/**
 * Breaks one thing after the other for `seconds`: the worker, the intake and PostgreSQL are killed, the intake limits,
 * fails, resets and dawdles. In the end everything runs again. Returns the worker that is left, and how often what.
 */
export async function makeTrouble(
  stack: Stack,
  intake: Intake,
  given: ChildProcess,
  { seconds, random }: { seconds: number; random: () => number },
): Promise<{ worker: ChildProcess; counts: Record<string, number> }> {
  const counts: Record<string, number> = {};
  let worker = given;
  const troubles: [name: string, make: () => Promise<unknown> | void][] = [
    ["429", () => intake.fail(429)],
    ["500", () => intake.fail(500)],
    ["reset", () => intake.fail("reset")],
    ["slow", () => intake.fail("slow")],
    [
      "worker killed",
      async () => {
        worker.kill("SIGKILL");
        await once(worker, "exit");
        worker = await stack.startWorker();
      },
    ],
    [
      "intake killed",
      async () => {
        await intake.kill();
        await delay(random() * 1_000);
        await intake.start();
      },
    ],
    ["PostgreSQL killed", () => stack.crashPostgres()],
  ];
  const endsAt = Date.now() + seconds * 1_000;
  // Each at least once, in an order that the seed decides; then whatever comes.
  const order = troubles.toSorted(() => random() - 0.5);
  while (Date.now() < endsAt || order.length > 0) {
    const [name, make] = order.pop() ?? troubles[Math.floor(random() * troubles.length)] ?? ["", () => {}];
    counts[name] = (counts[name] ?? 0) + 1;
    await make();
    await delay(random() * everyMs);
  }
  return { worker, counts };
}
