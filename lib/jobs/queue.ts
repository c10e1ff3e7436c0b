import { createPostgresBackend, Queue, Worker, type JobsOptions } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import type { z } from "zod";
import type { JobContract } from "./define-job.ts";
import { queueSchema } from "./queue-schema.ts";

const postgresConnections = 16;
const redisPrefix = "holdpoint";
const keptFailures = 100;
/** Nothing here listens to the events that BullMQ keeps; few are enough to look at. */
const streams = { events: { maxLen: 100 } };

/** One queue a job, on whichever backend. Ids are ours and must not contain a colon. */
export type Queues = {
  /** Adds the job once: where one with this `id` waits already, nothing happens. */
  enqueue<Schema extends z.ZodType>(
    job: JobContract<Schema>,
    payload: z.input<Schema>,
    options?: { id?: string; delayMs?: number },
  ): Promise<void>;
  /** Removes a job that has not started; nothing happens where there is none. */
  remove(job: JobContract, id: string): Promise<void>;
  /** Runs the job every `everyMs` from now on; calling it again changes the interval instead of adding a schedule. */
  schedule(job: JobContract, everyMs: number): Promise<void>;
  /** Takes the job's entries, at most `concurrency` at a time, until `close`. */
  work(job: JobContract, concurrency: number, process: (entry: JobEntry) => Promise<void>): void;
  /** Waits for the entries being processed, then lets go of every connection. */
  close(): Promise<void>;
};

/** One entry of a queue; `data` is not trusted to fit the contract. */
export type JobEntry = { id: string; data: unknown; attempt: number };

type Backend = {
  openQueue(name: string): QueueDoor;
  openWorker(name: string, process: (entry: BullEntry) => Promise<void>, concurrency: number): WorkerDoor;
  close(): Promise<void>;
};
type QueueDoor = {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  remove(id: string): Promise<number>;
  upsertJobScheduler(
    id: string,
    repeat: { every: number },
    template: { name: string; data: unknown; opts: JobsOptions },
  ): Promise<unknown>;
  close(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
};
type WorkerDoor = { close(): Promise<void>; on(event: "error", listener: (error: Error) => void): unknown };
type BullEntry = { id?: string; data: unknown; attemptsMade: number };

/**
 * Opens the queues: in PostgreSQL (`applyQueueMigrations` must have run), or in Redis or Valkey where `redisUrl` is
 * given. Connections come back by themselves; what goes wrong meanwhile is told to `onError`.
 */
export function openQueues(options: {
  databaseUrl: string;
  redisUrl?: string | undefined;
  onError: (error: Error) => void;
}): Queues {
  const { onError } = options;
  const backend =
    options.redisUrl === undefined
      ? openPostgresBackend(options.databaseUrl, onError)
      : openRedisBackend(options.redisUrl, onError);
  const queues = new Map<string, QueueDoor>();
  const workers: WorkerDoor[] = [];

  function queueOf(job: JobContract): QueueDoor {
    let queue = queues.get(job.name);
    if (!queue) {
      queue = backend.openQueue(job.name);
      queue.on("error", onError);
      queues.set(job.name, queue);
    }
    return queue;
  }

  return {
    async enqueue(job, payload, { id, delayMs } = {}) {
      const place = { ...(id !== undefined && { jobId: id }), ...(delayMs !== undefined && { delay: delayMs }) };
      await queueOf(job).add(job.name, payload, { ...bullOptions(job), ...place });
    },
    async remove(job, id) {
      await queueOf(job).remove(id);
    },
    async schedule(job, everyMs) {
      const template = { name: job.name, data: {}, opts: bullOptions(job) };
      await queueOf(job).upsertJobScheduler(job.name, { every: everyMs }, template);
    },
    work(job, concurrency, process) {
      const worker = backend.openWorker(
        job.name,
        ({ id = "", data, attemptsMade }) => process({ id, data, attempt: attemptsMade + 1 }),
        concurrency,
      );
      worker.on("error", onError);
      workers.push(worker);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await backend.close();
    },
  };
}

function bullOptions({ options }: JobContract): JobsOptions {
  return {
    attempts: options.attempts,
    backoff: { type: "exponential", delay: options.backoffMs },
    // A finished job would keep its id taken.
    removeOnComplete: true,
    removeOnFail: { count: keptFailures },
  };
}

function openPostgresBackend(url: string, onError: (error: Error) => void): Backend {
  // Every worker keeps one connection of the pool for LISTEN. A pool cannot carry BullMQ's schema but by search_path.
  const pool = new pg.Pool({
    connectionString: url,
    max: postgresConnections,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    application_name: "holdpoint-queue",
    options: `-c search_path=${queueSchema}`,
  });
  pool.on("error", onError);
  // Every queue and every worker adds its own, and there is one of each for a job.
  pool.setMaxListeners(50);
  return {
    openQueue: (name) => new Queue(name, { connection: pool, streams }, createPostgresBackend),
    openWorker: (name, process, concurrency) =>
      new Worker(name, process, { connection: pool, concurrency }, createPostgresBackend),
    close: () => pool.end(),
  };
}

function openRedisBackend(url: string, onError: (error: Error) => void): Backend {
  // BullMQ wants commands to wait for a lost connection instead of failing after some retries.
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  connection.on("error", onError);
  return {
    openQueue: (name) => new Queue(name, { connection, prefix: redisPrefix, streams }),
    openWorker: (name, process, concurrency) =>
      new Worker(name, process, { connection, concurrency, prefix: redisPrefix }),
    close: async () => connection.disconnect(),
  };
}
