import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { requireSink } from "./internal.ts";
import { StartBackfill } from "./schemas.ts";

/**
 * Has the events of a range of time sent again, whether the sink has them or not, behind what is new. The sink's filter
 * and masks hold for them as they are then. Throws `not_found`.
 */
export async function startBackfill(
  context: ServiceContext,
  input: z.input<typeof StartBackfill>,
): Promise<{ id: string }> {
  requirePermission(context, "sinks.write");
  const { id: sinkId, from, to } = parseInput(StartBackfill, input);
  const id = newId("bkf");
  return withTransaction(context, async (transaction) => {
    const { name } = await requireSink(transaction, sinkId);
    const authorName = nameActor(context.actor).name;
    await transaction.sinkBackfill.create({ data: { id, sinkId, from, to, authorName } });
    await recordEvent(transaction, context, {
      type: "sink.backfill-started",
      status: "ok",
      attrs: { sinkId, sink: name, backfillId: id, from, to },
    });
    return { id };
  });
}
