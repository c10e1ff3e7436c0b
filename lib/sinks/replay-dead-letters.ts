import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { requireSink } from "./internal.ts";
import { ReplayDeadLetters } from "./schemas.ts";

const namedEvents = 100;

/**
 * Has events that the sink refused for good sent once more: those named, or all. The worker takes them up within
 * seconds. Throws `not_found`, and `conflict` where none of them waits for that.
 */
export async function replayDeadLetters(
  context: ServiceContext,
  input: z.input<typeof ReplayDeadLetters>,
): Promise<{ count: number }> {
  requirePermission(context, "sinks.write");
  const { id, eventIds } = parseInput(ReplayDeadLetters, input);
  return withTransaction(context, async (transaction) => {
    const { name } = await requireSink(transaction, id);
    const { count } = await transaction.deadLetter.updateMany({
      where: { sinkId: id, replayAt: null, ...(eventIds && { eventId: { in: eventIds } }) },
      data: { replayAt: new Date() },
    });
    if (count === 0) throw new AppError("conflict", "Nothing of it can be sent again. Load the page again.");
    await recordEvent(transaction, context, {
      type: "sink.replay-requested",
      status: "ok",
      attrs: { sinkId: id, sink: name, count, ...(eventIds && { eventIds: eventIds.slice(0, namedEvents) }) },
    });
    return { count };
  });
}
