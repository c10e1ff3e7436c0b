import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { applyQueueMigrations } from "./apply-queue-migrations.ts";
import { defineJob, type JobContract } from "./define-job.ts";
import { notRetryable } from "./not-retryable.ts";
import { openQueues, type JobEntry, type Queues } from "./queue.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
  await applyQueueMigrations(db.url);
});
afterAll(() => db.close());

let queues: Queues | undefined;
afterEach(async () => {
  await queues?.close();
  queues = undefined;
});

/** Each test its own job, so that none sees another's entries. */
function newJob(attempts = 1): JobContract {
  const letters = Array.from({ length: 12 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join("");
  return defineJob({ name: `test-${letters}`, payload: z.unknown(), options: { attempts, backoffMs: 10 } });
}

/** Works the job and hands out its entries one by one, as they come. */
function collect(opened: Queues, job: JobContract, process: (entry: JobEntry) => void = () => {}) {
  const seen: JobEntry[] = [];
  let wake: (() => void) | undefined;
  opened.work(job, 5, async (entry) => {
    seen.push(entry);
    wake?.();
    process(entry);
  });
  return {
    seen,
    async until(count: number): Promise<JobEntry[]> {
      while (seen.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return seen;
    },
  };
}

test("a job's name is a verb and a noun, and fits where ids may not carry a colon", () => {
  expect(() => defineJob({ name: "expire:hold", payload: z.object({}) })).toThrow("not a job name");
  expect(() => defineJob({ name: "expire", payload: z.object({}) })).toThrow("not a job name");
});

test("applying the queue's migrations again changes nothing", async () => {
  await applyQueueMigrations(db.url);
  const { rows } = await db.pool.query("select count(*)::int as n from pg_tables where schemaname = 'bullmq'");
  expect(rows[0].n).toBeGreaterThan(0);
});

const redisBinary = spawnSync("redis-server", ["--version"]).status === 0;

describe("queues in PostgreSQL", () => {
  guarantees("PostgreSQL");
});
// Only where the binary is: the product does not ship a Redis.
describe.skipIf(!redisBinary)("queues in Redis, where a redis-server is installed", () => {
  guarantees("Redis");
});

function guarantees(backend: "PostgreSQL" | "Redis"): void {
  let redis: { url: string; process: ChildProcess } | undefined;
  beforeAll(async () => {
    if (backend === "Redis") redis = await startRedis();
  });
  afterAll(async () => {
    if (!redis) return;
    redis.process.kill("SIGTERM");
    await once(redis.process, "exit");
  });

  function open(onError: (error: Error) => void = () => {}): Queues {
    queues = openQueues({ databaseUrl: db.url, redisUrl: redis?.url, onError });
    return queues;
  }

  test("process a job with the payload it was given", async () => {
    const opened = open();
    const job = newJob();
    const worker = collect(opened, job);
    await opened.enqueue(job, { holdId: "hold_1" }, { id: "hold_1" });
    expect(await worker.until(1)).toEqual([{ id: "hold_1", data: { holdId: "hold_1" }, attempt: 1 }]);
  });

  test("run a delayed job after its delay and not before", async () => {
    const opened = open();
    const job = newJob();
    const worker = collect(opened, job);
    const enqueuedAt = Date.now();
    await opened.enqueue(job, "late", { delayMs: 300 });
    await opened.enqueue(job, "now");
    expect((await worker.until(2)).map(({ data }) => data)).toEqual(["now", "late"]);
    expect(Date.now() - enqueuedAt).toBeGreaterThanOrEqual(300);
  });

  test("take a job with the same id once, and again after it ran", async () => {
    const opened = open();
    const job = newJob();
    await opened.enqueue(job, "first", { id: "same" });
    await opened.enqueue(job, "second", { id: "same" });
    await opened.enqueue(job, "last");
    const worker = collect(opened, job);
    expect((await worker.until(2)).map(({ data }) => data)).toEqual(["first", "last"]);
  });

  test("never run a removed job", async () => {
    const opened = open();
    const job = newJob();
    await opened.enqueue(job, "removed", { id: "gone", delayMs: 50 });
    await opened.remove(job, "gone");
    await opened.remove(job, "gone");
    await opened.enqueue(job, "stays", { delayMs: 100 });
    const worker = collect(opened, job);
    expect((await worker.until(1)).map(({ data }) => data)).toEqual(["stays"]);
  });

  test("try again as often as the contract says, and not at all where that cannot help", async () => {
    const opened = open();
    const job = newJob(3);
    const worker = collect(opened, job, ({ data }) => {
      throw data === "hopeless" ? notRetryable("the payload cannot be read") : new Error("down");
    });
    await opened.enqueue(job, "hopeless");
    await opened.enqueue(job, "down");
    const attempts = (await worker.until(4)).map(({ data, attempt }) => `${String(data)} ${attempt}`);
    expect(attempts.toSorted()).toEqual(["down 1", "down 2", "down 3", "hopeless 1"]);
  });

  test("keep one schedule a job and its pace, however often it is set", async () => {
    const opened = open();
    const job = newJob();
    const startedAt = Date.now();
    await opened.schedule(job, 60_000);
    const worker = collect(opened, job);
    const timer = setInterval(() => void opened.schedule(job, 300), 50);
    await worker.until(5);
    clearInterval(timer);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(600);
  });

  test("hand a job that nobody processed to the next process", async () => {
    const job = newJob();
    const first = open();
    await first.enqueue(job, "kept");
    await first.close();
    const worker = collect(open(), job);
    expect((await worker.until(1)).map(({ data }) => data)).toEqual(["kept"]);
  });

  test.runIf(backend === "PostgreSQL")("go on after every connection was cut", async () => {
    const errors: Error[] = [];
    const opened = open((error) => errors.push(error));
    const job = newJob();
    const worker = collect(opened, job);
    await opened.enqueue(job, 1);
    await worker.until(1);
    await db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()
           and (application_name = 'holdpoint-queue' or application_name like 'bull%')`,
    );
    await expect
      .poll(
        () =>
          opened.enqueue(job, 2, { id: "second" }).then(
            () => true,
            () => false,
          ),
        { timeout: 10_000 },
      )
      .toBe(true);
    expect((await worker.until(2)).map(({ data }) => data)).toEqual([1, 2]);
    expect(errors.length).toBeGreaterThan(0);
  });
}

async function startRedis(): Promise<{ url: string; process: ChildProcess }> {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", args, { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes("Ready to accept connections")) break;
  }
  return { url: `redis://127.0.0.1:${port}`, process: child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
