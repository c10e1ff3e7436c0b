import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { searchCondition } from "#lib/search/search-condition.ts";
import { openStorage } from "#lib/storage/open-storage.ts";
import { sealStorageSecret, secretToKeep } from "#lib/storage/storage-settings.ts";
import { UpdateSchedule } from "./schemas.ts";

/**
 * Changes a scheduled export, or switches it on or off; it goes on from where it was, from now on by the rights of whoever
 * changed it. Throws `not_found`, `conflict` where the name is taken.
 */
export async function updateSchedule(
  context: ServiceContext,
  input: z.input<typeof UpdateSchedule>,
): Promise<{ id: string }> {
  requirePermission(context, "exports.write");
  const { id, secret, ...given } = parseInput(UpdateSchedule, input);
  if (given.content) requirePermission(context, "payloads.read");
  searchCondition(context, { query: given.query });
  const owner = nameActor(context.actor);
  return withTransaction(context, async (transaction) => {
    await transaction.$queryRaw`select 1 from export_schedule where id = ${id} for update`;
    const before = await transaction.exportSchedule.findUnique({ where: { id } });
    if (!before) throw new AppError("not_found", "There is no such scheduled export.");
    const namesake = await transaction.exportSchedule.findFirst({ where: { name: given.name, id: { not: id } } });
    if (namesake) throw new AppError("conflict", `There is a scheduled export called ${given.name} already.`);
    const kept = secretToKeep(context, { address: given.storage, secret }, before);
    openStorage(given.storage, kept, context.exportFolder);
    await transaction.exportSchedule.update({
      where: { id },
      data: {
        ...given,
        secretSealed: sealStorageSecret(context, kept),
        ownerId: owner.id,
        ownerName: owner.name,
        stoppedReason: null,
        failingSince: null,
        lastError: null,
        // Tried again at once, and what was due meanwhile is caught up with.
        nextAt: new Date(),
      },
    });
    const { name, every, format, content, query, storage, enabled } = before;
    await recordEvent(transaction, context, {
      type: "export-schedule.updated",
      status: "ok",
      attrs: {
        schedule: id,
        before: { name, every, format, content, query, storage, enabled },
        after: given,
        key: secret === undefined ? "kept" : "replaced",
      },
    });
    return { id };
  });
}
