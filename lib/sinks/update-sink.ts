import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { UpdateSink, type SinkCredential } from "./schemas.ts";

/**
 * Changes where a sink is, whether it is on, or its key; what it has delivered stays delivered. Throws `not_found`, and
 * `invalid` where the stored key would follow the address to another host.
 */
export async function updateSink(context: ServiceContext, input: z.input<typeof UpdateSink>): Promise<{ id: string }> {
  requirePermission(context, "sinks.write");
  const { id, apiKey, ...after } = parseInput(UpdateSink, input);
  return withTransaction(context, async (transaction) => {
    const [before] = await transaction.$queryRaw<{ name: string; url: string; enabled: boolean }[]>`
      select name, url, enabled from sink where id = ${id} for update`;
    if (!before) throw new AppError("not_found", "There is no such sink.");
    if (apiKey === undefined && new URL(before.url).origin !== new URL(after.url).origin) {
      const message = "The stored key was given for another host. Enter the key again.";
      throw new AppError("invalid", message, { fields: { apiKey: message } });
    }
    const credential: SinkCredential | undefined = apiKey === undefined ? undefined : { apiKey };
    const credentialSealed =
      credential && new Uint8Array(context.sealer.seal("credential", JSON.stringify(credential)));
    await transaction.sink.update({ where: { id }, data: { ...after, ...(credentialSealed && { credentialSealed }) } });
    await recordEvent(transaction, context, {
      type: "sink.updated",
      status: "ok",
      attrs: { sinkId: id, before, after, key: apiKey === undefined ? "kept" : "replaced" },
    });
    return { id };
  });
}
