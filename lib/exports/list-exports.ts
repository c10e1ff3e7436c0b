import type { ServiceContext } from "#lib/core/context.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import type { Export } from "#prisma-client";
import { ExportFormat, ExportState, type ExportSummary } from "./schemas.ts";
import { toSearch } from "./write-export.ts";

const shownExports = 100;

/** The newest 100 exports of everybody, newest first. */
export async function listExports(context: ServiceContext): Promise<ExportSummary[]> {
  requirePermission(context, "audit.export");
  const rows = await context.database.export.findMany({ orderBy: { createdAt: "desc" }, take: shownExports });
  const reader = nameActor(context.actor).id;
  return rows.map((row) => toSummary(row, reader));
}

function toSummary(row: Export, reader: string): ExportSummary {
  const { id, content, ownerName, sha256, error, createdAt, finishedAt, expiresAt } = row;
  return {
    id,
    way: row.way === "download" ? "download" : "background",
    state: ExportState.parse(row.state),
    format: ExportFormat.parse(row.format),
    content,
    search: toSearch(row.search),
    ownerName,
    own: row.ownerId === reader,
    rows: Number(row.rows),
    bytes: Number(row.bytes),
    sha256,
    error,
    createdAt,
    finishedAt,
    expiresAt: expiresAt && expiresAt > new Date() ? expiresAt : null,
  };
}
