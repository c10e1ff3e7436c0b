import type { ServiceContext } from "#lib/core/context.ts";
import { newEvent } from "#lib/ledger/events.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";

/** Records a sign-in that did not happen, and why in one word. Nobody is signed in, so the event names no person. */
export async function refuseSignIn(
  context: Pick<ServiceContext, "database" | "clientIp">,
  input: { errorCode: string },
): Promise<void> {
  const event = newEvent({
    type: "session.refused",
    status: "denied",
    clientIp: context.clientIp ?? null,
    errorCode: input.errorCode.slice(0, 80),
  });
  const statement = insertEventsStatement([event]);
  await context.database.$executeRawUnsafe(statement.sql, ...statement.parameters);
}
