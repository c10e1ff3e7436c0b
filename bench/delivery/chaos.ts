import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Intake, IntakeFault } from "./intake.ts";
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
  const troubles: [name: string, make: () => Promise<unknown>][] = [
    ["429", fault(429)],
    ["500", fault(500)],
    ["reset", fault("reset")],
    ["slow", fault("slow")],
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
  function fault(kind: IntakeFault): () => Promise<void> {
    return () => Promise.resolve(intake.fail(kind));
  }
  const endsAt = Date.now() + seconds * 1_000;
  // Each at least once, in an order that the seed decides; then whatever comes.
  const order = troubles.toSorted(() => random() - 0.5);
  while (Date.now() < endsAt || order.length > 0) {
    const [name, make] = order.pop() ?? troubles[Math.floor(random() * troubles.length)] ?? ["429", fault(429)];
    counts[name] = (counts[name] ?? 0) + 1;
    await make();
    await delay(random() * everyMs);
  }
  return { worker, counts };
}
