import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { ExportFormat } from "#lib/exports/schemas.ts";
import { StorageAddress, type StoredFile } from "#lib/storage/schemas.ts";
import { ScheduleEvery, type ScheduleRun, type ScheduleSummary } from "./schemas.ts";

const shownRuns = 10;

/** Every scheduled export with its newest increments. */
export async function listSchedules(context: ServiceContext): Promise<ScheduleSummary[]> {
  requirePermission(context, "audit.export");
  const rows = await context.database.exportSchedule.findMany({
    omit: { secretSealed: true },
    include: { runs: { where: { state: "completed" }, orderBy: { fromXact: "desc" }, take: shownRuns } },
    orderBy: { name: "asc" },
  });
  return rows.map(({ positionXact: _position, ownerId: _owner, runs, ...row }) => ({
    ...row,
    every: ScheduleEvery.parse(row.every),
    format: ExportFormat.parse(row.format),
    storage: StorageAddress.parse(row.storage),
    runs: runs.map(({ id, rows: count, bytes, files, finishedAt, startedAt }): ScheduleRun => {
      const [file = null] = files as StoredFile[];
      return { id, rows: Number(count), bytes: Number(bytes), file, finishedAt: finishedAt ?? startedAt };
    }),
  }));
}
