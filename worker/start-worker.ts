import type { AddressRules } from "#lib/connections/address-rules.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { openPool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { preparePartitionsJob } from "#lib/jobs/prepare-partitions.ts";
import { openQueues } from "#lib/jobs/queue.ts";
import { createMailer } from "#lib/mail/create-mailer.ts";
import { createRinger } from "#lib/notifications/create-ringer.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { createDeliverer } from "#lib/sinks/create-deliverer.ts";
import { createWebhookPoster } from "#lib/webhooks/post-webhook.ts";
import { followHolds } from "./follow-holds.ts";
import { registry } from "./registry.ts";
import { runJob } from "./run-job.ts";
import type { Services } from "./services.ts";

const renewSchedulesMs = 10_000;
const deliveryPollMs = 250;

/**
 * Connects, takes up every job of the registry and follows the holds' bells. `stop` lets what is being done come to
 * its end, then closes every connection.
 */
export async function startWorker(options: {
  databaseUrl: string;
  redisUrl?: string | undefined;
  sealer: Sealer;
  logger: Logger;
  /** HOLDPOINT_ENV. */
  environment?: string;
  consoleUrl: string;
  /** Where webhooks may lead. */
  webhookRules: AddressRules;
  /** Without it no channel can send e-mail. */
  mail?: { url: string; from: string } | undefined;
  /** Under which folder sinks may write; absent: nowhere. */
  sinkFolder?: string | undefined;
  /** Under which folder exports are kept; absent: nowhere. */
  exportFolder?: string | undefined;
  /** How often schedules are set again, which brings them back where the queue was wiped. */
  renewSchedulesMs?: number;
}): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, redisUrl, sealer, logger, consoleUrl, environment = "production" } = options;
  const pool = openPool({ url: databaseUrl, name: "holdpoint-worker" });
  const streams = openPool({ url: databaseUrl, name: "holdpoint-worker", size: 4, streams: true });
  const database = openDatabase({ url: databaseUrl, poolSize: 2 });
  const stopping = new AbortController();
  const poster = createWebhookPoster(options.webhookRules);
  const mailer = options.mail ? createMailer(options.mail) : null;
  const services: Services = {
    pool,
    streams,
    context: {
      actor: { kind: "system", name: "worker" },
      database,
      sealer,
      streams,
      exportFolder: options.exportFolder,
    },
    sealer,
    logger,
    environment,
    stopping: stopping.signal,
    deliverer: createDeliverer({
      pool,
      sealer,
      logger,
      signal: stopping.signal,
      sinkFolder: options.sinkFolder,
      pollMs: deliveryPollMs,
    }),
    ringer: createRinger({ pool, sealer, logger, signal: stopping.signal, poster, mailer, consoleUrl }),
  };
  const queues = openQueues({
    databaseUrl,
    redisUrl,
    onError: (error) => logger.warn({ err: error }, "the queue's connection failed and is being made again"),
  });

  // Not left to the hour: a database that was down for a week must have today's partition now.
  await queues.enqueue(preparePartitionsJob, {}, { id: "at-start" });
  await setSchedules();
  for (const registration of registry) {
    queues.work(registration.job, registration.concurrency, (entry) => runJob(registration, entry, services));
  }
  const renewing = setInterval(() => {
    setSchedules().catch((error: unknown) => logger.warn({ err: error }, "the schedules could not be set again"));
  }, options.renewSchedulesMs ?? renewSchedulesMs);
  const stopFollowing = await followHolds({ databaseUrl, pool, queues, logger });

  async function setSchedules(): Promise<void> {
    for (const { job, everyMs } of registry) if (everyMs !== undefined) await queues.schedule(job, everyMs);
  }

  return {
    async stop() {
      stopping.abort();
      clearInterval(renewing);
      await stopFollowing();
      await queues.close();
      await services.deliverer.close();
      await services.ringer.idle();
      await poster.close();
      mailer?.close();
      await database.$disconnect();
      await streams.end();
      await pool.end();
    },
  };
}
