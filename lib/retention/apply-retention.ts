import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { openStoredStorage } from "#lib/storage/storage-settings.ts";
import type { Retention } from "#prisma-client";
import { archiveDay } from "./archive-day.ts";
import { findDaysBehind } from "./find-days-behind.ts";
import { isHeldSql } from "./held-days.ts";
import { listLedgerDays } from "./ledger-days.ts";
import { removeDay } from "./remove-day.ts";
import type { LedgerDay } from "./schemas.ts";

const dayMs = 86_400_000;

export type RetentionMeans = {
  context: Pick<ServiceContext, "database" | "sealer" | "exportFolder">;
  /** Without a limit to a statement: days are large. */
  pool: Pool;
  logger: Logger;
  signal: AbortSignal;
};

/**
 * Removes the days that are over, oldest first, each archived before where that is asked for. What a legal hold keeps stays,
 * and so does what a sink or a scheduled export that is on has yet to get; the retention's row says what is waited for.
 * Returns how many were removed.
 */
export async function applyRetention(means: RetentionMeans): Promise<number> {
  const { context, pool, logger, signal } = means;
  const retention = await context.database.retention.findUnique({ where: { id: 1 } });
  if (!retention || (retention.eventDays === null && retention.payloadDays === null)) return 0;
  const waiting = new Set<string>();
  let removed = 0;
  let lastError: string | null = null;
  try {
    for (const day of await listLedgerDays(pool)) {
      if (signal.aborted || !isOver(day, retention)) continue;
      const reason = await whyNot(pool, day);
      if (reason) waiting.add(reason);
      else if (await remove(means, retention, day)) removed += 1;
      else waiting.add("somebody who reads or adds to a day that is over");
    }
  } catch (error) {
    if (!(error instanceof AppError)) logger.error({ err: error }, "the retention could not be applied");
    lastError = error instanceof AppError ? error.message : "It failed. The worker's log has the details.";
  }
  const waitingFor = waiting.size > 0 ? [...waiting].join("; ") : null;
  await context.database.retention.updateMany({ data: { checkedAt: new Date(), waitingFor, lastError } });
  return removed;
}

/** A day is over once its last event is as old as they may get. */
function isOver({ day, kind }: LedgerDay, { eventDays, payloadDays }: Retention): boolean {
  const limits = kind === "events" ? [eventDays] : [eventDays, payloadDays];
  const days = Math.min(...limits.map((limit) => limit ?? Infinity));
  return Date.parse(day) + dayMs <= Date.now() - days * dayMs;
}

async function whyNot(pool: Pool, day: LedgerDay): Promise<string | null> {
  const { rows } = await pool.query(`select 1 where ${isHeldSql}`, [day.day]);
  if (rows.length > 0) return "a legal hold";
  return day.kind === "events" ? findDaysBehind(pool, day) : null;
}

async function remove(
  { context, pool }: RetentionMeans,
  { archive, secretSealed }: Retention,
  day: LedgerDay,
): Promise<boolean> {
  if (archive === null) return (await removeDay(pool, context.sealer, day, null)) === "removed";
  const { storage, address } = openStoredStorage(context, { storage: archive, secretSealed });
  const files = await archiveDay(pool, storage, day);
  return (await removeDay(pool, context.sealer, day, { url: address.url, files })) === "removed";
}
