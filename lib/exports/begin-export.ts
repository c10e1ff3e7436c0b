import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { searchCondition } from "#lib/search/search-condition.ts";
import type { Export } from "#prisma-client";
import type { ExportEvents } from "./schemas.ts";

/** Downloads that run at once, of all people and of one; more would slow down all. */
const mostDownloads = 4;
const mostDownloadsOfOne = 2;
/** Files that one person has waiting for the worker. */
const mostWaiting = 10;
/** A download that has not moved for so long belongs to a console that is gone. */
const abandonedMs = 120_000;

/**
 * Records an export, the reading of payloads included, before its first byte. Throws `forbidden`, `invalid` for a query
 * that cannot be read, `conflict` where too many are on already.
 */
export async function beginExport(
  context: ServiceContext,
  way: "download" | "background",
  { search, format, content }: ExportEvents,
): Promise<Export> {
  requirePermission(context, "audit.export");
  if (content) requirePermission(context, "payloads.read");
  // A query that cannot be read must not be found out about by the worker.
  searchCondition(context, search);
  const id = newId("exp");
  const owner = nameActor(context.actor);
  return withTransaction(context, async (transaction) => {
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtext('begin_export'))`;
    await requireRoom(transaction, way, owner.id);
    const attrs = { export: id, search, format, content, way };
    if (content) {
      const reason = "Headers and bodies leave with an export.";
      await recordEvent(transaction, context, { type: "payload.viewed", status: "ok", reason, attrs: { export: id } });
    }
    const recorded = await recordEvent(transaction, context, { type: "audit.exported", status: "ok", attrs });
    const started = way === "download" ? { state: "running", startedAt: recorded.at, aliveAt: recorded.at } : {};
    return transaction.export.create({
      data: {
        id,
        way,
        state: "queued",
        ...started,
        format,
        content,
        search,
        eventAt: recorded.at,
        eventId: recorded.id,
        ownerId: owner.id,
        ownerName: owner.name,
      },
    });
  });
}

async function requireRoom(transaction: Transaction, way: "download" | "background", ownerId: string): Promise<void> {
  if (way === "background") {
    const waiting = await transaction.export.count({ where: { way, ownerId, state: { in: ["queued", "running"] } } });
    if (waiting < mostWaiting) return;
    throw new AppError("conflict", `${mostWaiting} exports of yours wait already. Cancel one, or wait for one to end.`);
  }
  const running = await transaction.export.findMany({
    where: { way, state: "running", aliveAt: { gt: new Date(Date.now() - abandonedMs) } },
    select: { ownerId: true },
  });
  const own = running.filter((row) => row.ownerId === ownerId).length;
  if (running.length < mostDownloads && own < mostDownloadsOfOne) return;
  const who = own < mostDownloadsOfOne ? `${running.length} downloads` : `${own} downloads of yours`;
  throw new AppError("conflict", `${who} run already. Have the file made in the background, or wait for one to end.`);
}
