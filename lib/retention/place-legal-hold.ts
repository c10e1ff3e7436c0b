import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { PlaceLegalHold } from "./schemas.ts";

/** Keeps every day of a range, events and payloads, whatever the retention says, until it is released. */
export async function placeLegalHold(
  context: ServiceContext,
  input: z.input<typeof PlaceLegalHold>,
): Promise<{ id: string }> {
  requirePermission(context, "retention.write");
  const { fromDay, toDay, ...given } = parseInput(PlaceLegalHold, input);
  const id = newId("lgh");
  return withTransaction(context, async (transaction) => {
    // Not in the middle of a removal: what this holds is held from here on.
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtext('retention'))`;
    await transaction.legalHold.create({
      data: {
        id,
        ...given,
        fromDay: fromDay === undefined ? null : new Date(fromDay),
        toDay: toDay === undefined ? null : new Date(toDay),
        createdByName: nameActor(context.actor).name,
      },
    });
    await recordEvent(transaction, context, {
      type: "legal-hold.placed",
      status: "ok",
      reason: given.reason,
      attrs: { legalHold: id, name: given.name, fromDay, toDay },
    });
    return { id };
  });
}
