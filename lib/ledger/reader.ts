import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { Prisma } from "#prisma-client";

/** Somebody who reads their own activity only: events of theirs, and of the agents they own where their role says so. */
export type Reader = { subject: string; agents: readonly string[] };

/** Whose events the actor may read: null for everybody's. Throws `forbidden` for who may read none. */
export function readerOf(context: Pick<ServiceContext, "actor">): Reader | null {
  const { actor } = context;
  if (can(actor, "audit.read-all")) return null;
  requirePermission(context, "audit.read-own");
  if (actor.kind !== "person") throw new AppError("forbidden", "Only a person has activity of their own.");
  return { subject: actor.subject, agents: can(actor, "audit.read-agents") ? (actor.ownedAgents ?? []) : [] };
}

/** Whether an event is among those that `reader` may read. The same rule as `readableBy`. */
export function isReadable(reader: Reader | null, event: { userId: string | null; agent: string | null }): boolean {
  if (reader === null || event.userId === reader.subject) return true;
  return event.agent !== null && reader.agents.includes(event.agent);
}

/** The condition on rows of `audit_event` that keeps those which `reader` may read. */
export function readableBy(reader: Reader | null): Prisma.Sql {
  if (reader === null) return Prisma.sql`true`;
  if (reader.agents.length === 0) return Prisma.sql`user_id = ${reader.subject}`;
  return Prisma.sql`(user_id = ${reader.subject} or agent in (${Prisma.join([...reader.agents])}))`;
}
