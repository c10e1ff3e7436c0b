import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { named } from "./internal.ts";
import { ringPerson } from "./ring-person.ts";
import { EndSessions } from "./schemas.ts";

/**
 * Signs a person out of some browsers, or of all: each is out at its next request, and what it has open ends. Everybody
 * ends their own, administrators everybody's. Throws `not_found` where there was none.
 */
export async function endSessions(
  context: ServiceContext,
  input: z.input<typeof EndSessions>,
): Promise<{ ended: number }> {
  requirePermission(context, "sessions.own");
  const { personId, sessionIds } = parseInput(EndSessions, input);
  const { actor } = context;
  if (actor.kind !== "person" || actor.id !== personId) requirePermission(context, "people.write");
  return withTransaction(context, async (transaction) => {
    const { count } = await transaction.session.deleteMany({
      where: { userId: personId, ...(sessionIds && { id: { in: sessionIds } }) },
    });
    const person = await transaction.user.findUnique({ where: { id: personId } });
    if (!person || count === 0) throw new AppError("not_found", "There is no such session any more. Reload the page.");
    await ringPerson(transaction, personId);
    await recordEvent(transaction, context, {
      type: "session.ended",
      status: "ok",
      attrs: { person: named(person), sessions: count },
    });
    return { ended: count };
  });
}
