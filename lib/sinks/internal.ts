import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { openTarget } from "./open-sink.ts";
import { NameSink } from "./schemas.ts";

const noSuchSink = "There is no such sink.";

/** The sink opened as the worker opens it. Throws `not_found`, and `invalid` where it cannot be opened. */
export async function loadTarget(context: ServiceContext, id: string) {
  const row = await context.database.sink.findUnique({ where: { id } });
  if (!row) throw new AppError("not_found", noSuchSink);
  const { name, kind, url, settings, credentialSealed } = row;
  const target = openTarget(context, { kind, url, settings, credential_sealed: credentialSealed });
  if ("error" in target) throw new AppError("invalid", target.error);
  return { ...target, name };
}

export async function requireSink(
  database: Pick<ServiceContext["database"], "sink">,
  id: string,
): Promise<{ name: string }> {
  const row = await database.sink.findUnique({ where: { id }, select: { name: true } });
  if (!row) throw new AppError("not_found", noSuchSink);
  return row;
}

export async function switchSink(
  context: ServiceContext,
  input: z.input<typeof NameSink>,
  to: { enabled: boolean; type: "sink.paused" | "sink.resumed" },
): Promise<{ id: string }> {
  const { id } = parseInput(NameSink, input);
  return withTransaction(context, async (transaction) => {
    const { count } = await transaction.sink.updateMany({
      where: { id, enabled: !to.enabled },
      data: { enabled: to.enabled, changedAt: new Date() },
    });
    if (count === 0) {
      await requireSink(transaction, id);
      throw new AppError(
        "conflict",
        `The sink is ${to.enabled ? "not paused" : "paused already"}. Load the page again.`,
      );
    }
    const { name } = await requireSink(transaction, id);
    await recordEvent(transaction, context, { type: to.type, status: "ok", attrs: { sinkId: id, sink: name } });
    return { id };
  });
}
