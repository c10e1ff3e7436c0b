import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { requireSink } from "./internal.ts";
import { CancelBackfill } from "./schemas.ts";

/** Stops a backfill; what it has sent is sent. Throws `not_found` for no such sink, `conflict` where it is not running. */
export async function cancelBackfill(
  context: ServiceContext,
  input: z.input<typeof CancelBackfill>,
): Promise<{ id: string }> {
  requirePermission(context, "sinks.write");
  const { id: sinkId, backfillId } = parseInput(CancelBackfill, input);
  return withTransaction(context, async (transaction) => {
    const { name } = await requireSink(transaction, sinkId);
    const { count } = await transaction.sinkBackfill.updateMany({
      where: { id: backfillId, sinkId, state: "running" },
      data: { state: "cancelled", finishedAt: new Date() },
    });
    if (count === 0) throw new AppError("conflict", "This backfill is not running any more. Load the page again.");
    await recordEvent(transaction, context, {
      type: "sink.backfill-cancelled",
      status: "ok",
      attrs: { sinkId, sink: name, backfillId },
    });
    return { id: backfillId };
  });
}
