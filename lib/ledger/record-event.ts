import type { Actor, ServiceContext } from "#lib/core/context.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import type { AuditEvent } from "./events.ts";
import { newEvent } from "./new-event.ts";
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
    ...identityOf(actor),
    ...event,
    attrs: { ...event.attrs, ...apiKeyOf(actor), ...slackUserOf(actor) },
  });
  const statement = insertEventsStatement([complete]);
  await transaction.$executeRawUnsafe(statement.sql, ...statement.parameters);
  return complete;
}

/** A person who acts through a key of their own stands beside it, as the person an agent acts for does. */
function identityOf(actor: Actor): Pick<AuditEvent, "agent"> & Partial<Pick<AuditEvent, "userId" | "userName">> {
  if (actor.kind !== "person") return { agent: nameActor(actor).name };
  const agent = actor.apiKey ? `api-key:${actor.apiKey.name}` : null;
  return { agent, userId: actor.subject, userName: actor.email };
}

/** A person who presses a button in Slack. */
function slackUserOf(actor: Actor): Record<string, unknown> {
  return actor.kind === "person" && actor.slackUser ? { slackUser: actor.slackUser } : {};
}

function apiKeyOf(actor: Actor): Record<string, unknown> {
  const key = actor.kind === "api-key" ? actor : actor.kind === "person" ? actor.apiKey : undefined;
  return key ? { apiKey: { id: key.id, name: key.name } } : {};
}
