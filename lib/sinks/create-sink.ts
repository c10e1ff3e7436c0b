import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { CreateSink, type SinkCredential } from "./schemas.ts";

/** Adds a place that every event of the ledger is shipped to, from the first on. The key is sealed and never read back. */
export async function createSink(context: ServiceContext, input: z.input<typeof CreateSink>): Promise<{ id: string }> {
  requirePermission(context, "sinks.write");
  const { apiKey, ...sink } = parseInput(CreateSink, input);
  const credential: SinkCredential = { apiKey };
  const credentialSealed = new Uint8Array(context.sealer.seal("credential", JSON.stringify(credential)));
  const id = newId("snk");
  return withTransaction(context, async (transaction) => {
    await transaction.sink.create({ data: { id, ...sink, credentialSealed } });
    await recordEvent(transaction, context, {
      type: "sink.created",
      status: "ok",
      attrs: { sinkId: id, after: sink },
    });
    return { id };
  });
}
