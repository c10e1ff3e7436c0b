import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { openStoredStorage } from "#lib/storage/storage-settings.ts";
import type { Retention } from "#prisma-client";
import { archiveDay } from "./archive-day.ts";
import { findDaysBehind } from "./find-days-behind.ts";
import { isHeldSql } from "./held-days.ts";
import type { Removal } from "./in-removal.ts";
import { listLedgerDays, listStrayDays, type StoredDay } from "./ledger-days.ts";
import type { Archived } from "./record-removal.ts";
import { removeDay } from "./remove-day.ts";
import { isCrowded, removeStrays } from "./remove-strays.ts";
import type { LedgerKind } from "./schemas.ts";

const dayMs = 86_400_000;

export type RetentionMeans = {
  context: Pick<ServiceContext, "database" | "sealer" | "exportFolder">;
  /** Without a limit to a statement: days are large. */
  pool: Pool;
  logger: Logger;
  signal: AbortSignal;
};

/** What a run did, and why it left days that are over. */
type Run = { removed: number; waiting: Set<string> };

/**
 * Removes the days that are over, oldest first, each archived before where that is asked for. What a legal hold keeps stays,
 * and so does what a sink or a scheduled export that is on has yet to get; the retention's row says what is waited for.
 * Returns how many were removed.
 */
export async function applyRetention(means: RetentionMeans): Promise<number> {
  const { context, logger } = means;
  const retention = await context.database.retention.findUnique({ where: { id: 1 } });
  if (!retention || (retention.eventDays === null && retention.payloadDays === null)) return 0;
  const run: Run = { removed: 0, waiting: new Set() };
  let lastError: string | null = null;
  try {
    await applyToDays(means, retention, run);
    for (const kind of ["payloads", "events"] as const) await applyToStrays(means, retention, kind, run);
  } catch (error) {
    if (!(error instanceof AppError)) logger.error({ err: error }, "the retention could not be applied");
    lastError = error instanceof AppError ? error.message : "It failed. The worker's log has the details.";
  }
  const waitingFor = run.waiting.size > 0 ? [...run.waiting].join("; ") : null;
  await context.database.retention.updateMany({ data: { checkedAt: new Date(), waitingFor, lastError } });
  return run.removed;
}

async function applyToDays(means: RetentionMeans, retention: Retention, run: Run): Promise<void> {
  const { context, pool, signal } = means;
  for (const day of await listLedgerDays(pool)) {
    const first = firstKept(day.kind, retention);
    if (signal.aborted || first === null || day.day >= first || !(await isFree(pool, day, run))) continue;
    const archived = await archive(means, retention, day);
    note(run, await removeDay(pool, context.sealer, day, archived), 1);
  }
}

async function applyToStrays(means: RetentionMeans, retention: Retention, kind: LedgerKind, run: Run): Promise<void> {
  const { context, pool, signal } = means;
  const first = firstKept(kind, retention);
  const free: StoredDay[] = [];
  for (const day of first === null ? [] : await listStrayDays(pool, kind, first)) {
    if (await isFree(pool, day, run)) free.push(day);
  }
  if (free.length === 0) return;
  const names = free.map(({ day }) => day);
  // Asked before, so that nothing is archived again and again while it is so.
  if (await isCrowded(pool, kind, names)) return note(run, "crowded", 0);
  const strays = [];
  for (const day of free) {
    if (signal.aborted) return;
    strays.push({ day, archived: await archive(means, retention, day) });
  }
  note(run, await removeStrays(pool, context.sealer, kind, strays), strays.length);
}

/** The first day (UTC) that is not over: a day is once its last event is as old as they may get. Null: none ever is. */
function firstKept(kind: LedgerKind, { eventDays, payloadDays }: Retention): string | null {
  const limits = kind === "events" ? [eventDays] : [eventDays, payloadDays];
  const days = Math.min(...limits.map((limit) => limit ?? Infinity));
  return days === Infinity ? null : new Date(Date.now() - days * dayMs).toISOString().slice(0, 10);
}

async function isFree(pool: Pool, day: StoredDay, { waiting }: Run): Promise<boolean> {
  const { rows } = await pool.query(`select 1 where ${isHeldSql}`, [day.day]);
  const behind = rows.length > 0 || day.kind === "payloads" ? null : await findDaysBehind(pool, day);
  const reason = rows.length > 0 ? "a legal hold" : behind;
  if (reason !== null) waiting.add(reason);
  return reason === null;
}

async function archive(
  { context, pool }: RetentionMeans,
  { archive: storedAddress, secretSealed }: Retention,
  day: StoredDay,
): Promise<Archived | null> {
  if (storedAddress === null) return null;
  const { storage, address } = openStoredStorage(context, { storage: storedAddress, secretSealed });
  return { url: address.url, files: await archiveDay(pool, storage, day) };
}

function note(run: Run, removal: Removal, days: number): void {
  if (removal === "removed") run.removed += days;
  else if (removal === "crowded") run.waiting.add("newer events that lie in one table with a day that is over");
  else run.waiting.add("somebody who reads or adds to a day that is over");
}
