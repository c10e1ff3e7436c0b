import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { makeTrouble } from "./delivery/chaos.ts";
import { startIntake } from "./delivery/intake.ts";
import { startStack } from "./delivery/stack.ts";
import { fillLedger, writeSteadily } from "./delivery/write-events.ts";
import { cpuSeconds, residentMb } from "./gateway/process-figures.ts";

// From the ledger to an intake, with the worker as it ships and a PostgreSQL of its own with fsync on: how fast what lies
// there is delivered, how late new events are, how an outage is caught up with, and whether anything is lost or counted
// twice where everything that can fail does.

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "200000" },
    seconds: { type: "string", default: "15" },
    backlog: { type: "string", default: "100000" },
    chaos: { type: "string", default: "30" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [events, seconds, backlog, chaos] = [values.events, values.seconds, values.backlog, values.chaos].map(Number);
const dayOfOutage = 500 * 86_400;

const intake = await startIntake();
const stack = await startStack(intake.url);
try {
  await fillLedger(stack.pool, events ?? 0);
  await stack.pool.query("analyze audit_event");
  const postgresBefore = cpuSeconds(stack.postgresPid());
  let worker = await stack.startWorker();
  const workerPid = worker.pid ?? 0;
  const workerBefore = cpuSeconds(workerPid);
  await until(() => intake.ids.size > 0);
  const startedAt = performance.now();
  const first = intake.ids.size;
  await caughtUp();
  const tookS = (performance.now() - startedAt) / 1_000;
  const eventsPerS = Math.round((intake.ids.size - first) / tookS);
  const cpu = {
    worker: cpuSeconds(workerPid) - workerBefore,
    postgres: cpuSeconds(stack.postgresPid()) - postgresBefore,
  };
  const perEvent = (s: number) => `${((s * 1e6) / intake.ids.size).toFixed(0)} us`;
  print(
    `${events} events from the ledger to the intake: ${eventsPerS}/s, processor time per event: worker ${perEvent(cpu.worker)}, PostgreSQL ${perEvent(cpu.postgres)}; worker ${residentMb(workerPid).toFixed(0)} MB`,
  );

  intake.clear();
  await writeSteadily(stack.pool, 2_000, delay((seconds ?? 0) * 1_000));
  await caughtUp();
  const lagP99 = percentile(intake.lags, 0.99);
  print(`2,000 events/s for ${seconds} s: lag p50 ${percentile(intake.lags, 0.5)} ms, p99 ${lagP99} ms`);

  await intake.kill();
  await fillLedger(stack.pool, backlog ?? 0);
  await intake.start();
  const drainedFrom = performance.now();
  const sizeBefore = intake.ids.size;
  const draining = until(() => intake.ids.size - sizeBefore >= (backlog ?? 0));
  await writeSteadily(stack.pool, 500, draining);
  const drainPerS = Math.round((intake.ids.size - sizeBefore) / ((performance.now() - drainedFrom) / 1_000));
  const dayMin = dayOfOutage / Math.max(1, drainPerS - 500) / 60;
  print(
    `an outage of ${backlog} events, drained at ${drainPerS}/s beside 500 new ones/s: a day of it takes ${dayMin.toFixed(0)} min; worker ${residentMb(workerPid).toFixed(0)} MB`,
  );

  const seed = Number(values.seed);
  const seeded = seededRandom(seed);
  const trouble = makeTrouble(stack, intake, worker, {
    seconds: chaos ?? 0,
    random: () => seeded.below(1_000) / 1_000,
  });
  await writeSteadily(stack.pool, 500, trouble);
  const made = await trouble;
  worker = made.worker;
  await caughtUp();
  const account = await readAccount();
  print(
    `chaos (--seed ${seed}): ${Object.entries(made.counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(", ")}`,
  );
  print(
    `ledger ${account.events}, delivered by its own account ${account.delivered}, at the intake ${intake.ids.size}; arrived again with the same id ${account.again}`,
  );
  print(
    JSON.stringify({
      bench: "delivery",
      events_per_s: eventsPerS,
      lag_p99_ms_2000eps: lagP99,
      lost: account.lost,
      doubled: account.doubled,
      arrived_again: account.again,
      drain_events_per_s: drainPerS,
    }),
  );
  if (account.lost !== 0 || account.doubled !== 0) process.exitCode = 1;
} finally {
  await stack.close();
  await intake.kill();
}

/** Nothing is left to deliver, and the position says so. */
async function caughtUp(): Promise<void> {
  await until(async () => {
    const { rows } = await stack.pool.query<{ waiting: boolean }>(
      `select exists (select 1 from audit_event, sink where (xact, at, audit_event.id) >
         (position_xact, coalesce(position_at, '-infinity'), coalesce(position_id, ''))) as waiting`,
    );
    return rows[0]?.waiting === false;
  });
}

/** `doubled`: counted more often than there are events. An event that arrives again is told by its id. */
async function readAccount(): Promise<Record<"events" | "delivered" | "lost" | "doubled" | "again", number>> {
  const { rows } = await stack.pool.query<{ id: string }>("select id from audit_event");
  const { rows: sinks } = await stack.pool.query<{ delivered: number }>(
    "select delivered_count as delivered from sink",
  );
  const delivered = sinks[0]?.delivered ?? 0;
  const lost = rows.filter(({ id }) => !intake.ids.has(id)).length;
  const again = [...intake.ids.values()].reduce((sum, times) => sum + times - 1, 0);
  return { events: rows.length, delivered, lost, doubled: Math.abs(delivered - rows.length), again };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (!(await Promise.resolve(holds()).catch(() => false))) {
    if (Date.now() > deadline) throw new Error("the sink did not catch up within three minutes");
    await delay(50);
  }
}

function percentile(numbers: number[], part: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * part)] ?? Number.NaN;
}

function print(line: string): void {
  console.log(line);
}
