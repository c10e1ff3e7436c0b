import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { NameSchedule } from "./schemas.ts";

/** Ends a scheduled export; what it has written stays where it is. Throws `not_found`. */
export async function removeSchedule(
  context: ServiceContext,
  input: z.input<typeof NameSchedule>,
): Promise<{ id: string }> {
  requirePermission(context, "exports.write");
  const { id } = parseInput(NameSchedule, input);
  return withTransaction(context, async (transaction) => {
    const stored = await transaction.exportSchedule.findUnique({ where: { id }, select: { name: true } });
    const { count } = await transaction.exportSchedule.deleteMany({ where: { id } });
    if (count === 0) throw new AppError("not_found", "There is no such scheduled export.");
    await recordEvent(transaction, context, {
      type: "export-schedule.removed",
      status: "ok",
      attrs: { schedule: id, name: stored?.name },
    });
    return { id };
  });
}
