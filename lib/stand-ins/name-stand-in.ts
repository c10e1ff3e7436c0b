import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { NameStandIn } from "./schemas.ts";

/**
 * A person who will be away names somebody who counts as a member of their groups meanwhile, where holds are decided: never
 * for calls that either of them asked for, and never to name a stand-in of their own for these groups.
 * Throws `invalid`, or `conflict` where the time overlaps with another stand-in of the same person.
 */
export async function nameStandIn(
  context: ServiceContext,
  input: z.input<typeof NameStandIn>,
): Promise<{ id: string }> {
  requirePermission(context, "stand-ins.own");
  const person = requirePerson(context);
  const { email, startsAt, endsAt, note } = parseInput(NameStandIn, input);
  const id = newId("std");
  return withTransaction(context, async (transaction) => {
    await transaction.$executeRaw`select id from "user" where id = ${person.id} for update`;
    const standIn = await transaction.user.findFirst({
      where: { email: { equals: email, mode: "insensitive" } },
      select: { id: true, email: true, subject: true },
    });
    if (!standIn || standIn.id === person.id) {
      const message = standIn
        ? "Somebody else has to stand in for you."
        : "Nobody has signed in here with this address. Ask them to sign in once.";
      throw new AppError("invalid", message, { fields: { email: message } });
    }
    const overlapping = await transaction.standIn.count({
      where: { userId: person.id, endedAt: null, startsAt: { lt: endsAt }, endsAt: { gt: startsAt } },
    });
    if (overlapping > 0) {
      throw new AppError("conflict", "Somebody stands in for you in that time already. End that first.");
    }
    await transaction.standIn.create({
      data: { id, userId: person.id, standInId: standIn.id, startsAt, endsAt, note },
    });
    await recordEvent(transaction, context, {
      type: "stand-in.named",
      status: "ok",
      reason: note === "" ? null : note,
      attrs: {
        standInId: id,
        standIn: { subject: standIn.subject, email: standIn.email },
        startsAt,
        endsAt,
        groups: person.groups,
      },
    });
    return { id };
  });
}
