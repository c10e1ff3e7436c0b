import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { checkSink } from "./check-sink.ts";
import { SinkCredential, SinkKind, SinkSettings, UpdateSink } from "./schemas.ts";

type Row = {
  name: string;
  kind: string;
  url: string;
  enabled: boolean;
  settings: unknown;
  credential_sealed: Uint8Array;
};

/**
 * Changes where a sink is, whether it is on, its key, or what it gets; what it has delivered stays delivered. Throws
 * `not_found`, and `invalid` where the stored key would follow the address to another host.
 */
export async function updateSink(context: ServiceContext, input: z.input<typeof UpdateSink>): Promise<{ id: string }> {
  requirePermission(context, "sinks.write");
  const { id, apiKey, settings, ...given } = parseInput(UpdateSink, input);
  return withTransaction(context, async (transaction) => {
    const [row] = await transaction.$queryRaw<Row[]>`
      select name, kind, url, enabled, settings, credential_sealed from sink where id = ${id} for update`;
    if (!row) throw new AppError("not_found", "There is no such sink.");
    const { kind, credential_sealed: sealed, ...before } = row;
    const storedKey = openKey(context, sealed);
    if (apiKey === undefined && storedKey !== "" && hostOf(before.url) !== hostOf(given.url)) {
      const message = "The stored key was given for another host. Enter the key again.";
      throw new AppError("invalid", message, { fields: { apiKey: message } });
    }
    const after = { ...given, settings: settings ?? SinkSettings.parse(before.settings) };
    checkSink({ ...after, kind: SinkKind.parse(kind), apiKey: apiKey ?? storedKey });
    const credential: SinkCredential | undefined = apiKey === undefined ? undefined : { apiKey };
    const credentialSealed =
      credential && new Uint8Array(context.sealer.seal("credential", JSON.stringify(credential)));
    await transaction.sink.update({
      where: { id },
      data: { ...after, changedAt: new Date(), ...(credentialSealed && { credentialSealed }) },
    });
    await recordEvent(transaction, context, {
      type: "sink.updated",
      status: "ok",
      attrs: { sinkId: id, before, after, key: apiKey === undefined ? "kept" : "replaced" },
    });
    return { id };
  });
}

/** `origin` says nothing of schemes that the web does not know. */
function hostOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

/** Empty where it cannot be opened: then a kind that needs one asks for it. */
function openKey({ sealer }: ServiceContext, sealed: Uint8Array): string {
  try {
    const opened: unknown = JSON.parse(sealer.open("credential", sealed).toString("utf8"));
    return SinkCredential.parse(opened).apiKey;
  } catch {
    return "";
  }
}
