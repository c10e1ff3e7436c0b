import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";

/**
 * Runs what decides a hold. A refusal of it is recorded, after it was rolled back, under the person who tried and with the reason they are given,
 * and then thrown: somebody who tries holds that are not theirs, or calls that were changed, is seen.
 */
export async function orRecordRefusal<T>(
  context: ServiceContext,
  attempt: { input: unknown; what: "decide" | "break-glass" },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) {
      await recordRefusal(context, attempt, error);
      error.recorded = true;
    }
    throw error;
  }
}

async function recordRefusal(
  context: ServiceContext,
  { input, what }: { input: unknown; what: string },
  { code, message }: AppError,
): Promise<void> {
  const person = requirePerson(context);
  const holdId = holdIdOf(input);
  const hold = holdId === null ? null : await context.database.hold.findUnique({ where: { id: holdId } });
  await recordEvent(context.database, context, {
    type: "hold.verdict-refused",
    status: "denied",
    callId: hold?.callId ?? null,
    holdId: hold?.id ?? null,
    connection: hold?.connection ?? null,
    kind: hold === null ? null : hold.kind === "mcp" ? "mcp" : "http",
    operation: hold?.operation ?? null,
    tool: hold?.tool ?? null,
    rule: hold?.rule ?? null,
    approver: person.email,
    reason: message,
    errorCode: code,
    attrs: { approverId: person.subject, tried: what, ...(hold === null && { holdId }) },
  });
}

/** The id of an input that may be anything; null where it has none that could be one. */
function holdIdOf(input: unknown): string | null {
  if (typeof input !== "object" || input === null || !("holdId" in input)) return null;
  return typeof input.holdId === "string" && input.holdId.length <= 64 ? input.holdId : null;
}
