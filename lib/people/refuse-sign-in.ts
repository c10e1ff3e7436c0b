import type { ServiceContext } from "#lib/core/context.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";

/**
 * Records a sign-in that did not happen, and why in one word. `person`: whom a verified ID token names, if it came that
 * far; nobody is signed in, so an event without it names no person.
 */
export async function refuseSignIn(
  context: Pick<ServiceContext, "database" | "clientIp">,
  { errorCode, person }: { errorCode: string; person?: { subject: string; email: unknown } | undefined },
): Promise<void> {
  const event = newEvent({
    type: "session.refused",
    status: "denied",
    clientIp: context.clientIp ?? null,
    errorCode: errorCode.slice(0, 80),
    ...(person && {
      userId: person.subject.slice(0, 255),
      userName: typeof person.email === "string" ? person.email.slice(0, 320) : null,
    }),
  });
  const statement = insertEventsStatement([event]);
  await context.database.$executeRawUnsafe(statement.sql, ...statement.parameters);
}
