import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { lockPersonById, named } from "./internal.ts";
import { ringPerson } from "./ring-person.ts";
import { ChangeOwnedAgents } from "./schemas.ts";

/**
 * Names the agents that a person answers for: as a Power User+ they see what those do, and they approve none of their
 * calls. Throws `not_found`.
 */
export async function changeOwnedAgents(
  context: ServiceContext,
  input: z.input<typeof ChangeOwnedAgents>,
): Promise<{ agents: string[] }> {
  requirePermission(context, "people.write");
  const { personId, ...given } = parseInput(ChangeOwnedAgents, input);
  const agents = [...new Set(given.agents)].toSorted();
  return withTransaction(context, async (transaction) => {
    const person = await lockPersonById(transaction, personId);
    const rows = await transaction.agentOwner.findMany({ where: { userId: personId }, orderBy: { agent: "asc" } });
    const before = rows.map(({ agent }) => agent);
    await transaction.agentOwner.deleteMany({ where: { userId: personId, agent: { notIn: agents } } });
    const namedByName = nameActor(context.actor).name;
    const added = agents.filter((agent) => !before.includes(agent));
    await transaction.agentOwner.createMany({ data: added.map((agent) => ({ agent, userId: personId, namedByName })) });
    await compileSnapshot(transaction);
    await ringPerson(transaction, personId);
    await recordEvent(transaction, context, {
      type: "agent.owners-changed",
      status: "ok",
      attrs: { person: named(person), before, after: agents },
    });
    return { agents };
  });
}
