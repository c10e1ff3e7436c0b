import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requireSink } from "./internal.ts";
import { NameSink } from "./schemas.ts";

const shownBackfills = 20;

/** A minute of the past 24 hours in which something was delivered, tried or refused. */
export type SinkMinute = { minute: Date; lagMs: number; delivered: number; retried: number; refused: number };

export type SinkBackfill = {
  id: string;
  from: Date;
  to: Date;
  state: "running" | "completed" | "cancelled";
  sent: number;
  refused: number;
  /** Everything before it is sent; null where nothing is yet. */
  reachedAt: Date | null;
  authorName: string;
  createdAt: Date;
  finishedAt: Date | null;
};

/** How the past day of a sink went, oldest minute first, and its newest 20 backfills. Throws `not_found`. */
export async function readSinkHistory(
  context: ServiceContext,
  input: z.input<typeof NameSink>,
): Promise<{ minutes: SinkMinute[]; backfills: SinkBackfill[] }> {
  requirePermission(context, "sinks.read");
  const { id: sinkId } = parseInput(NameSink, input);
  await requireSink(context.database, sinkId);
  const [minutes, backfills] = await Promise.all([
    context.database.$queryRaw<SinkMinute[]>`
      select minute, lag_ms::float8 as "lagMs", delivered, retried, refused from sink_minute
      where sink_id = ${sinkId} and minute > now() - interval '24 hours' order by minute`,
    context.database.sinkBackfill.findMany({
      where: { sinkId },
      orderBy: { createdAt: "desc" },
      take: shownBackfills,
      omit: { sinkId: true, positionId: true },
    }),
  ]);
  return {
    minutes,
    backfills: backfills.map(({ positionAt, state, sent, refused, ...row }) => ({
      ...row,
      state: state === "completed" || state === "cancelled" ? state : "running",
      sent: Number(sent),
      refused: Number(refused),
      reachedAt: positionAt,
    })),
  };
}
