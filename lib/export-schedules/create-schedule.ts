import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { searchCondition } from "#lib/search/search-condition.ts";
import { openStorage } from "#lib/storage/open-storage.ts";
import { sealStorageSecret, secretToKeep } from "#lib/storage/storage-settings.ts";
import { CreateSchedule } from "./schemas.ts";

const mostSchedules = 50;

/**
 * Has what is new in the ledger written to a storage every hour or day, by the rights that whoever asks for it has at each
 * time. Throws `conflict` where the name is taken.
 */
export async function createSchedule(
  context: ServiceContext,
  input: z.input<typeof CreateSchedule>,
): Promise<{ id: string }> {
  requirePermission(context, "exports.write");
  const { secret, startAt, ...given } = parseInput(CreateSchedule, input);
  if (given.content) requirePermission(context, "payloads.read");
  searchCondition(context, { query: given.query });
  const kept = secretToKeep(context, { address: given.storage, secret }, null);
  openStorage(given.storage, kept, context.exportFolder);
  const id = newId("xsc");
  const owner = nameActor(context.actor);
  return withTransaction(context, async (transaction) => {
    if ((await transaction.exportSchedule.count()) >= mostSchedules) {
      throw new AppError("conflict", `There are ${mostSchedules} scheduled exports already. Remove one first.`);
    }
    const [settled] = await transaction.$queryRaw<{ xact: bigint }[]>`
      select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xact`;
    const { count } = await transaction.exportSchedule.createMany({
      data: {
        id,
        ...given,
        secretSealed: sealStorageSecret(context, kept),
        ownerId: owner.id,
        ownerName: owner.name,
        positionXact: startAt === "beginning" ? 0n : (settled?.xact ?? 0n),
        nextAt: new Date(),
      },
      skipDuplicates: true,
    });
    if (count === 0) throw new AppError("conflict", `There is a scheduled export called ${given.name} already.`);
    await recordEvent(transaction, context, {
      type: "export-schedule.created",
      status: "ok",
      attrs: { schedule: id, after: given },
    });
    return { id };
  });
}
