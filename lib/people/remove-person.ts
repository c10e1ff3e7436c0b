import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { lockPersonById, named, requireAnotherOwner } from "./internal.ts";
import { ringPerson } from "./ring-person.ts";
import { RemovePerson } from "./schemas.ts";

/**
 * Forgets a person who is gone: their sessions, their API keys, what the console gave them, and gateway keys that act for
 * them. The audit log keeps what they did. Whom the identity provider still lets in comes back at the next sign-in, with
 * what their groups give. Only an owner removes an owner or an auditor, the last owner stays, nobody removes themselves.
 */
export async function removePerson(
  context: ServiceContext,
  input: z.input<typeof RemovePerson>,
): Promise<{ email: string }> {
  requirePermission(context, "people.write");
  const { personId } = parseInput(RemovePerson, input);
  if (context.actor.kind === "person" && context.actor.id === personId) {
    throw new AppError("conflict", "You cannot remove yourself. Ask another administrator.");
  }
  return withTransaction(context, async (transaction) => {
    const person = await lockPersonById(transaction, personId);
    if (person.role === "owner" || person.auditor) requirePermission(context, "people.grant");
    if (person.role === "owner") await requireAnotherOwner(transaction, personId);
    const keys = await transaction.gatewayKey.deleteMany({ where: { userId: personId } });
    await transaction.user.delete({ where: { id: personId } });
    await compileSnapshot(transaction);
    await ringPerson(transaction, personId);
    await recordEvent(transaction, context, {
      type: "person.removed",
      status: "ok",
      attrs: { person: named(person), role: person.role, auditor: person.auditor, gatewayKeys: keys.count },
    });
    return { email: person.email };
  });
}
