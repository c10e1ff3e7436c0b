import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { openStorage } from "#lib/storage/open-storage.ts";
import { sealStorageSecret, secretToKeep } from "#lib/storage/storage-settings.ts";
import { Prisma, type Retention } from "#prisma-client";
import { UpdateRetention } from "./schemas.ts";

/**
 * Changes for how long events and payloads are kept, and where they are archived first. What is over already goes within
 * minutes, and cannot be brought back but from its archive.
 */
export async function updateRetention(
  context: ServiceContext,
  input: z.input<typeof UpdateRetention>,
): Promise<{ updatedAt: Date }> {
  requirePermission(context, "retention.write");
  const { secret, archive, eventDays, payloadDays } = parseInput(UpdateRetention, input);
  const updatedByName = context.actor.kind === "person" ? context.actor.email : context.actor.name;
  return withTransaction(context, async (transaction) => {
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtext('retention'))`;
    const before = await transaction.retention.findUnique({ where: { id: 1 } });
    const stored = before && { storage: before.archive, secretSealed: before.secretSealed };
    const kept = archive && secretToKeep(context, { address: archive, secret }, stored);
    if (archive) openStorage(archive, kept ?? "", context.exportFolder);
    const updatedAt = new Date();
    const data = {
      eventDays,
      payloadDays,
      archive: archive ?? Prisma.DbNull,
      secretSealed: kept === null ? null : sealStorageSecret(context, kept),
      updatedAt,
      updatedByName,
      waitingFor: null,
      lastError: null,
    };
    await transaction.retention.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data });
    await recordEvent(transaction, context, {
      type: "retention.updated",
      status: "ok",
      attrs: { before: shown(before), after: { eventDays, payloadDays, archive } },
    });
    return { updatedAt };
  });
}

function shown(row: Retention | null) {
  const { eventDays = null, payloadDays = null, archive = null } = row ?? {};
  return { eventDays, payloadDays, archive };
}
