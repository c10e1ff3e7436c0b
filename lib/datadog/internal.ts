import { addressRules } from "#lib/connections/address-rules.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { SinkCredential } from "#lib/sinks/schemas.ts";
import type { DatadogAccount } from "./open-datadog.ts";
import { apiOfIntake } from "./site-addresses.ts";

/** As for delivery: sinks are often inside one's own network. */
export const sinkRules = addressRules(["0.0.0.0/0", "::/0"]);

/** The account that a sink ships to. Throws `not_found` for no such sink, `invalid` for one that is not Datadog's. */
export async function loadAccount(
  { database, sealer }: ServiceContext,
  { sinkId, appKey }: { sinkId: string; appKey: string },
): Promise<DatadogAccount & { name: string }> {
  const sink = await database.sink.findUnique({ where: { id: sinkId } });
  if (!sink) throw new AppError("not_found", "There is no such sink.");
  if (!sink.kind.startsWith("datadog")) throw new AppError("invalid", "This sink does not ship to Datadog.");
  try {
    const opened: unknown = JSON.parse(sealer.open("credential", sink.credentialSealed).toString("utf8"));
    return { name: sink.name, apiUrl: apiOfIntake(sink.url), apiKey: SinkCredential.parse(opened).apiKey, appKey };
  } catch (cause) {
    const words = "The sink's key cannot be opened with this HOLDPOINT_SECRET. Give the sink its key again.";
    throw new AppError("invalid", words, { cause });
  }
}
