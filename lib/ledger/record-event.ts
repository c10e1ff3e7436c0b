import type { ServiceContext } from "#lib/core/context.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { newEvent, type AuditEvent } from "./events.ts";
import { insertEventsStatement } from "./insert-events.ts";

/**
 * Appends one event in the caller's transaction, with the acting person filled in. The last line of every write verb:
 * if it fails, the write did not happen.
 */
export async function recordEvent(
  transaction: Transaction,
  context: Pick<ServiceContext, "actor" | "clientIp">,
  event: Parameters<typeof newEvent>[0],
): Promise<AuditEvent> {
  const { actor } = context;
  const complete = newEvent({
    clientIp: context.clientIp ?? null,
    ...(actor.kind === "person"
      ? { userId: actor.subject, userName: actor.email }
      : { agent: `holdpoint:${actor.name}` }),
    ...event,
  });
  const statement = insertEventsStatement([complete]);
  await transaction.$executeRawUnsafe(statement.sql, ...statement.parameters);
  return complete;
}
