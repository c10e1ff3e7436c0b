import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { NameLegalHold } from "./schemas.ts";

/** Ends a legal hold: what it held is removed when its time is over. Throws `conflict` where it has ended already. */
export async function releaseLegalHold(
  context: ServiceContext,
  input: z.input<typeof NameLegalHold>,
): Promise<{ id: string }> {
  requirePermission(context, "retention.write");
  const { id } = parseInput(NameLegalHold, input);
  return withTransaction(context, async (transaction) => {
    const { count } = await transaction.legalHold.updateMany({
      where: { id, releasedAt: null },
      data: { releasedAt: new Date(), releasedByName: nameActor(context.actor).name },
    });
    if (count === 0) throw new AppError("conflict", "This legal hold has been released already, or is not there.");
    const { name } = await transaction.legalHold.findUniqueOrThrow({ where: { id } });
    await recordEvent(transaction, context, {
      type: "legal-hold.released",
      status: "ok",
      attrs: { legalHold: id, name },
    });
    return { id };
  });
}
