import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { StorageAddress, type StoredFile } from "#lib/storage/schemas.ts";
import { Prisma } from "#prisma-client";
import { ledgerDaysSql } from "./ledger-days.ts";
import { LedgerKind, type LedgerDay, type RetentionView } from "./schemas.ts";

const shownRemoved = 100;

/** How long things are kept, what there is, what is held, and what was removed. */
export async function readRetention(context: ServiceContext): Promise<RetentionView> {
  requirePermission(context, "retention.read");
  const { database } = context;
  const [row, days, holds, removed] = await Promise.all([
    database.retention.findUnique({ where: { id: 1 }, omit: { id: true, secretSealed: true } }),
    database.$queryRaw<LedgerDay[]>(Prisma.raw(ledgerDaysSql)),
    database.legalHold.findMany({ orderBy: [{ releasedAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }] }),
    database.removedDay.findMany({ orderBy: [{ removedAt: "desc" }, { day: "desc" }], take: shownRemoved }),
  ]);
  const nothing = { eventDays: null, payloadDays: null, updatedAt: null, updatedByName: null };
  const { archive, ...settings } = row ?? {
    ...nothing,
    archive: null,
    waitingFor: null,
    lastError: null,
    checkedAt: null,
  };
  return {
    ...settings,
    archive: archive === null ? null : StorageAddress.parse(archive),
    days,
    legalHolds: holds.map(({ fromDay, toDay, ...hold }) => ({ ...hold, fromDay: dayOf(fromDay), toDay: dayOf(toDay) })),
    removed: removed.map(({ day, kind, rows, bytes, files, ...rest }) => ({
      ...rest,
      day: dayOf(day) ?? "",
      kind: LedgerKind.parse(kind),
      rows: Number(rows),
      bytes: Number(bytes),
      files: (files ?? []) as StoredFile[],
    })),
  };
}

function dayOf(date: Date | null): string | null {
  return date && date.toISOString().slice(0, 10);
}
