import { AppError } from "#lib/core/errors.ts";
import { notRetryable } from "#lib/jobs/not-retryable.ts";
import type { JobEntry } from "#lib/jobs/queue.ts";
import type { Registration } from "./registry.ts";
import type { Services } from "./services.ts";

/**
 * Runs one entry: parses its payload, calls the handler, logs how it went. What another attempt cannot mend, a payload
 * that does not fit or an error of ours that is no outage, ends the job; anything else is the queue's to retry.
 */
export async function runJob(registration: Registration, entry: JobEntry, services: Services): Promise<void> {
  const { job, handle } = registration;
  const logger = services.logger.child({ job: job.name, entry: entry.id, attempt: entry.attempt });
  const payload = job.payload.safeParse(entry.data);
  if (!payload.success) {
    logger.error({ issues: payload.error.issues }, "the job's payload does not fit its contract");
    throw notRetryable(`payload of ${job.name} does not fit its contract`);
  }
  const startedAt = performance.now();
  try {
    await handle(payload.data, { ...services, logger });
    logger.debug({ durationMs: Math.round(performance.now() - startedAt) }, "job done");
  } catch (error) {
    logger.error({ err: error }, "job failed");
    throw isLasting(error) ? notRetryable(error.message) : error;
  }
}

function isLasting(error: unknown): error is AppError {
  return error instanceof AppError && error.code !== "unavailable" && error.code !== "internal";
}
