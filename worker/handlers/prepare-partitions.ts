import { forgetAnswers } from "#lib/holds/forget-answers.ts";
import { ensurePartitions } from "#lib/ledger/ensure-partitions.ts";
import { forgetIdleSessions } from "#lib/mcp-sessions/forget-idle-sessions.ts";
import { forgetRings } from "#lib/notifications/forget-rings.ts";
import { forgetUsageHours } from "#lib/usage/forget-usage-hours.ts";
import { forgetFirings } from "#lib/watches/forget-firings.ts";
import { ensureReadyMadeWatches } from "#lib/watches/ready-made.ts";
import type { Services } from "#worker/services.ts";

const daysAhead = 7;
const sessionIdleHours = 24;
const answersKeptHours = 24;
const ringsKeptDays = 90;
const firingsKeptDays = 90;

export async function handlePreparePartitions(_payload: unknown, { pool, logger }: Services): Promise<void> {
  const refused = await ensurePartitions(pool, daysAhead);
  if (refused.length > 0) logger.warn({ days: refused }, "rows of these days already lie in the default partition");
  // Not a partition, but the same hourly round of housekeeping.
  await forgetIdleSessions(pool, sessionIdleHours);
  await forgetAnswers(pool, answersKeptHours);
  await forgetRings(pool, ringsKeptDays);
  await forgetFirings(pool, firingsKeptDays);
  await forgetUsageHours(pool);
  await ensureReadyMadeWatches(pool);
}
