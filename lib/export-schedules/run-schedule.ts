import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { findOwner } from "#lib/exports/find-standing.ts";
import { mayExport } from "#lib/exports/may-export.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { openStoredStorage } from "#lib/storage/storage-settings.ts";
import type { StoredFile } from "#lib/storage/schemas.ts";
import type { ExportSchedule } from "#prisma-client";
import { claimSpan, type Span } from "./claim-span.ts";
import { serviceNameOf } from "./service-name.ts";
import { writeSpan } from "./write-span.ts";

const retryMs = 60_000;

/**
 * Writes the next increment of one schedule that is due, by the rights its owner has now; without them it is switched off.
 * Returns whether there was one, so that callers go on until all have caught up.
 */
export async function runSchedule({ context, logger }: { context: ServiceContext; logger: Logger }): Promise<boolean> {
  const { database } = context;
  const schedule = await database.exportSchedule.findFirst({
    where: { enabled: true, nextAt: { lte: new Date() } },
    orderBy: { nextAt: "asc" },
  });
  if (!schedule) return false;
  const owner = await findOwner(database, schedule.ownerId);
  if (!owner || !mayExport(owner, schedule)) {
    await stop(context, schedule);
    return true;
  }
  const acting = { ...context, actor: owner };
  try {
    const { storage } = openStoredStorage(acting, schedule);
    const span = await claimSpan(acting, schedule);
    if (!span) {
      await postpone(context, schedule);
      return true;
    }
    const file = await writeSpan(acting, schedule, span, storage);
    await finish(acting, schedule, span, file);
  } catch (error) {
    if (!(error instanceof AppError)) logger.error({ err: error, schedule: schedule.id }, "a scheduled export failed");
    const words = error instanceof AppError ? error.message : "It failed. The worker's log has the details.";
    await database.exportSchedule.updateMany({
      where: { id: schedule.id },
      data: {
        lastError: words,
        failingSince: schedule.failingSince ?? new Date(),
        nextAt: new Date(Date.now() + retryMs),
      },
    });
    // Its increment can be taken up again at once.
    await database.$executeRaw`
      update export_run set alive_at = '-infinity' where schedule_id = ${schedule.id} and state = 'running'`;
  }
  return true;
}

/** The next full hour, or day, in UTC. */
function nextTime(every: string): Date {
  const now = new Date();
  if (every === "day") return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
  return new Date(Math.floor(now.getTime() / 3_600_000 + 1) * 3_600_000);
}

async function finish(
  context: ServiceContext,
  { id, name, every }: ExportSchedule,
  { runId, from, to, isLast }: Span,
  file: StoredFile,
): Promise<void> {
  await withTransaction(context, async (transaction) => {
    const { count } = await transaction.exportSchedule.updateMany({
      where: { id, positionXact: from },
      data: { positionXact: to, failingSince: null, lastError: null, ...(isLast && { nextAt: nextTime(every) }) },
    });
    // Another worker has written the same file.
    if (count === 0) return;
    const { rows, bytes, sha256 } = file;
    await transaction.exportRun.updateMany({
      where: { id: runId },
      data: { state: "completed", rows, bytes, files: [file], finishedAt: new Date() },
    });
    await recordEvent(transaction, context, {
      type: "export.finished",
      status: "ok",
      agent: serviceNameOf({ name }),
      attrs: { schedule: id, export: runId, file: file.name, rows, bytes, sha256 },
    });
  });
}

/** Another worker writes it, or nothing was ever written to the ledger. */
async function postpone({ database }: ServiceContext, { id }: ExportSchedule): Promise<void> {
  await database.exportSchedule.updateMany({ where: { id }, data: { nextAt: new Date(Date.now() + retryMs) } });
}

async function stop(context: ServiceContext, { id, name, ownerName, content }: ExportSchedule): Promise<void> {
  const right = content ? "export headers and bodies" : "export the audit log";
  const reason = `${ownerName}, by whose rights it ran, may no longer ${right}. Somebody who may can switch it on again.`;
  await withTransaction(context, async (transaction) => {
    const { count } = await transaction.exportSchedule.updateMany({
      where: { id, enabled: true },
      data: { enabled: false, stoppedReason: reason },
    });
    if (count === 0) return;
    await recordEvent(transaction, context, {
      type: "export-schedule.stopped",
      status: "denied",
      agent: serviceNameOf({ name }),
      reason,
      attrs: { schedule: id, name },
    });
  });
}
