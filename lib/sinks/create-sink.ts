import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { checkSink } from "./check-sink.ts";
import { CreateSink, type SinkCredential } from "./schemas.ts";

/**
 * Adds a place that the ledger is shipped to: all of it, or what is recorded from now on. The key is sealed and never
 * read back. Throws `invalid` where a sink of its kind cannot work like this.
 */
export async function createSink(context: ServiceContext, input: z.input<typeof CreateSink>): Promise<{ id: string }> {
  requirePermission(context, "sinks.write");
  const { apiKey, startAt, ...sink } = parseInput(CreateSink, input);
  checkSink({ ...sink, apiKey });
  const credential: SinkCredential = { apiKey };
  const credentialSealed = new Uint8Array(context.sealer.seal("credential", JSON.stringify(credential)));
  const id = newId("snk");
  return withTransaction(context, async (transaction) => {
    await transaction.sink.create({ data: { id, ...sink, credentialSealed } });
    if (startAt === "now") {
      await transaction.$executeRaw`
        update sink set position_xact = pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 where id = ${id}`;
    }
    await recordEvent(transaction, context, {
      type: "sink.created",
      status: "ok",
      attrs: { sinkId: id, after: { ...sink, startAt } },
    });
    return { id };
  });
}
