import { escalateHolds } from "#lib/holds/escalate-holds.ts";
import { sweepHolds } from "#lib/holds/sweep-holds.ts";
import type { Services } from "#worker/services.ts";

export async function handleSweepHolds(_payload: unknown, { pool, logger }: Services): Promise<void> {
  const sweep = await sweepHolds(pool);
  if (sweep.expired + sweep.released + sweep.unknown > 0) logger.info(sweep, "holds settled by the sweep");
  const escalated = await escalateHolds(pool);
  if (escalated > 0) logger.info({ escalated }, "holds escalated");
}
