import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { readCursor, writeCursor } from "#lib/ledger/event-cursor.ts";
import { ListFirings, WatchCondition, type FiringPage } from "./schemas.ts";

/** What watches have found, newest first, with whom it was told. Throws `forbidden`. */
export async function listFirings(context: ServiceContext, input: z.input<typeof ListFirings>): Promise<FiringPage> {
  requirePermission(context, "watches.read");
  const { watch, after, limit } = parseInput(ListFirings, input);
  const place = after === undefined ? undefined : readCursor(after);
  const rows = await context.database.watchFiring.findMany({
    where: {
      ...(watch !== undefined && { watchId: watch }),
      ...(place && { OR: [{ firedAt: { lt: place.at } }, { firedAt: place.at, id: { lt: place.id } }] }),
    },
    include: {
      watch: { select: { name: true, query: true, condition: true } },
      rings: {
        select: { state: true, error: true, channel: { select: { name: true } } },
        orderBy: { createdAt: "asc" },
      },
    },
    orderBy: [{ firedAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    firings: shown.map(({ watch: { name, query, condition }, rings, count, ...row }) => ({
      id: row.id,
      watchId: row.watchId,
      watchName: name,
      query,
      kind: WatchCondition.parse(condition).kind,
      from: row.from,
      to: row.to,
      count: count === null ? null : Number(count),
      about: row.about,
      subject: row.subject,
      firedAt: row.firedAt,
      endedAt: row.endedAt,
      rings: rings.map(({ state, error, channel }) => ({ channel: channel.name, state, error })),
    })),
    afterCursor: rows.length > limit && last ? writeCursor({ at: last.firedAt, id: last.id }) : null,
  };
}
