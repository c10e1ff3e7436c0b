import { ensurePartitions } from "#lib/ledger/ensure-partitions.ts";
import type { Services } from "#worker/services.ts";

const daysAhead = 7;

export async function handlePreparePartitions(_payload: unknown, { pool, logger }: Services): Promise<void> {
  const refused = await ensurePartitions(pool, daysAhead);
  if (refused.length > 0) logger.warn({ days: refused }, "rows of these days already lie in the default partition");
}
