import type { Actor, ServiceContext } from "#lib/core/context.ts";
import type { AppError } from "#lib/core/errors.ts";
import { newEvent } from "./new-event.ts";
import { insertEventsStatement } from "./insert-events.ts";
import { recordEvent } from "./record-event.ts";

type Refused = {
  /** Null where nobody is known by then. */
  actor: Actor | null;
  /** The door and what was asked of it: `GET /api/v1/people`, `page Policies`. */
  operation: string;
  error: Pick<AppError, "code" | "message" | "recorded">;
  httpStatus?: number;
  attrs?: Record<string, unknown>;
};

/**
 * Records that a door of the console refused somebody, with the reason they were given. A refusal that its verb has
 * recorded with more (a decision on a hold) is left alone.
 */
export async function recordRefusal(
  context: Pick<ServiceContext, "database" | "clientIp">,
  { actor, operation, error, httpStatus, attrs = {} }: Refused,
): Promise<void> {
  if (error.recorded) return;
  const event = {
    type: "access.refused",
    status: "denied",
    operation,
    reason: error.message,
    errorCode: error.code,
    httpStatus: httpStatus ?? null,
    attrs,
  } as const;
  if (actor) {
    await recordEvent(context.database, { ...context, actor }, event);
    return;
  }
  const statement = insertEventsStatement([newEvent({ ...event, clientIp: context.clientIp ?? null })]);
  await context.database.$executeRawUnsafe(statement.sql, ...statement.parameters);
}
