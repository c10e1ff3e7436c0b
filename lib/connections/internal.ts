import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { ConnectionCredential } from "#lib/credentials/schemas.ts";
import type { ConnectionKind } from "./schemas.ts";
import { addressRules, type AddressRules } from "./address-rules.ts";

type Addressed = {
  kind: ConnectionKind;
  baseUrl: string;
  shareable: boolean;
  credential?: ConnectionCredential | null | undefined;
};

/**
 * Throws `invalid` where the gateway would not connect: names are judged here as far as they say it themselves, and by
 * what they resolve to whenever a gateway connects.
 */
export function requireAllowedAddresses(
  context: ServiceContext,
  { kind, baseUrl, shareable, credential }: Addressed,
): void {
  const isLaunched = baseUrl.startsWith("stdio:");
  if (credential !== undefined && isLaunched !== (credential?.kind === "command")) {
    const problem = "A program and an address stdio:<name> go together, and with nothing else.";
    throw new AppError("invalid", problem, { fields: { baseUrl: problem } });
  }
  if (isLaunched && kind !== "mcp") {
    throw new AppError("invalid", "Only MCP servers can be programs.", { fields: { kind: "Choose MCP." } });
  }
  if (shareable && !isLaunched) {
    const problem = "Only programs can be shared; calls to an address share nothing here.";
    throw new AppError("invalid", problem, { fields: { shareable: problem } });
  }
  if (isLaunched) return;
  const rules = context.addressRules ?? addressRules([]);
  refuseAddress(rules, "baseUrl", baseUrl);
  if (credential?.kind === "client_credentials") refuseAddress(rules, "credential.tokenUrl", credential.tokenUrl);
}

function refuseAddress(rules: AddressRules, field: string, url: string): void {
  const problem = rules.problemWithHost(new URL(url).hostname);
  if (problem === null) return;
  throw new AppError("invalid", `The gateway may not connect there: ${problem}`, { fields: { [field]: problem } });
}
