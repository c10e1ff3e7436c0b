import { listen, type Bell } from "#lib/database/bell.ts";
import type { Pool } from "#lib/database/pool.ts";
import { readHoldExpiry } from "#lib/holds/read-hold-expiry.ts";
import { expireHoldJob } from "#lib/jobs/expire-hold.ts";
import type { Queues } from "#lib/jobs/queue.ts";
import type { Logger } from "#lib/observability/logger.ts";

/**
 * Keeps one delayed expire-hold job a waiting hold: added when it begins to wait, removed when it ended. A missed bell
 * costs nothing but seconds: the sweep expires what has no job. Resolves to a function that stops following.
 */
export function followHolds(options: {
  databaseUrl: string;
  pool: Pool;
  queues: Queues;
  logger: Logger;
}): Promise<() => Promise<void>> {
  const { pool, queues, logger } = options;

  async function follow({ id, state }: Extract<Bell, { topic: "hold" }>): Promise<void> {
    if (state === "pending") {
      const delayMs = await readHoldExpiry(pool, id);
      if (delayMs !== undefined) await queues.enqueue(expireHoldJob, { holdId: id }, { id, delayMs });
      return;
    }
    // An approved hold keeps its job: the approval, too, ends at the expiry.
    if (state !== "approved") await queues.remove(expireHoldJob, id);
  }

  return new Promise((resolve) => {
    const stop = listen({
      url: options.databaseUrl,
      onBell: (bell) => {
        if (bell.topic !== "hold") return;
        follow(bell).catch((error: unknown) =>
          logger.warn({ err: error, holdId: bell.id }, "a hold's bell was missed"),
        );
      },
      onConnected: () => resolve(stop),
      onError: (error) => logger.warn({ err: error }, "listening for holds was interrupted"),
    });
  });
}
