import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { SinkKind, SinkSettings } from "./schemas.ts";

const deadLetterLimit = 50;

/** `replayAt`: since when it waits to be sent again; null where it does not. `replays`: how often it was, in vain. */
type DeadLetter = {
  eventId: string;
  eventAt: Date;
  reason: string;
  createdAt: Date;
  replayAt: Date | null;
  replays: number;
};

export type SinkSummary = {
  id: string;
  name: string;
  kind: SinkKind;
  url: string;
  settings: SinkSettings;
  enabled: boolean;
  deliveredCount: number;
  /** Events that the sink's filter left out. */
  skippedCount: number;
  /** Batches that had to be sent again. */
  retriedCount: number;
  deliveredAt: Date | null;
  failingSince: Date | null;
  lastError: string | null;
  /** It fails until a person has put the key or the address right. */
  held: boolean;
  /** Age of the oldest event not delivered yet; 0 where nothing waits. */
  lagMs: number;
  deadLetterCount: number;
  /** The newest 50. */
  deadLetters: DeadLetter[];
};

/** Every sink with how far behind it is, why it fails where it does, and what it refused for good. */
export async function listSinks(context: ServiceContext): Promise<SinkSummary[]> {
  requirePermission(context, "sinks.read");
  const rows = await context.database.sink.findMany({
    omit: { credentialSealed: true },
    include: {
      deadLetters: { orderBy: { createdAt: "desc" }, take: deadLetterLimit, omit: { sinkId: true } },
      _count: { select: { deadLetters: true } },
    },
    orderBy: { name: "asc" },
  });
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      name: row.name,
      kind: SinkKind.parse(row.kind),
      url: row.url,
      settings: SinkSettings.safeParse(row.settings).data ?? {},
      enabled: row.enabled,
      deliveredCount: Number(row.deliveredCount),
      skippedCount: Number(row.skippedCount),
      retriedCount: Number(row.retriedCount),
      deliveredAt: row.deliveredAt,
      failingSince: row.failingSince,
      lastError: row.lastError,
      held: row.held,
      lagMs: await readLagMs(context, row),
      deadLetterCount: row._count.deadLetters,
      deadLetters: row.deadLetters,
    })),
  );
}

async function readLagMs(
  context: ServiceContext,
  position: { positionXact: bigint; positionAt: Date | null; positionId: string | null },
): Promise<number> {
  const [waiting] = await context.database.$queryRaw<{ lag_ms: number }[]>`
    select greatest(0, extract(epoch from now() - at) * 1000)::float8 as lag_ms from audit_event
    where (xact, at, id) > (${position.positionXact}, coalesce(${position.positionAt}::timestamptz, '-infinity'),
      coalesce(${position.positionId}, ''))
    order by xact, at, id limit 1`;
  return Math.round(waiting?.lag_ms ?? 0);
}
