import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { NameExport } from "./schemas.ts";

/**
 * Stops an export that waits or runs; whoever writes it is off it within a second. Another's needs the right to. Throws
 * `conflict` where it has ended, `not_found`.
 */
export async function cancelExport(
  context: ServiceContext,
  input: z.input<typeof NameExport>,
): Promise<{ id: string }> {
  requirePermission(context, "audit.export");
  const { id } = parseInput(NameExport, input);
  return withTransaction(context, async (transaction) => {
    const stored = await transaction.export.findUnique({ where: { id }, select: { ownerId: true } });
    if (!stored) throw new AppError("not_found", "There is no such export.");
    if (stored.ownerId !== nameActor(context.actor).id && !can(context.actor, "exports.write")) {
      throw new AppError("forbidden", "Only its owner or an admin may cancel this export.");
    }
    const { count } = await transaction.export.updateMany({
      where: { id, state: { in: ["queued", "running"] } },
      data: { state: "cancelled", finishedAt: new Date(), error: `Cancelled by ${nameActor(context.actor).name}.` },
    });
    if (count === 0) throw new AppError("conflict", "This export has ended already.");
    await recordEvent(transaction, context, { type: "export.finished", status: "cancelled", attrs: { export: id } });
    return { id };
  });
}
