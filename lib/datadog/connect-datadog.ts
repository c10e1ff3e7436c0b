import type { z } from "zod";
import { addressRules } from "#lib/connections/address-rules.ts";
import { insertConnections } from "#lib/connections/insert-connections.ts";
import { CreateConnection } from "#lib/connections/schemas.ts";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { withDatadog } from "./open-datadog.ts";
import { ConnectDatadog, type DatadogReach } from "./schemas.ts";
import { siteAddresses } from "./site-addresses.ts";

const holdBudgetMs = 45_000;

/** Of each part: what follows its slug, its name, and the host that clients find it by. */
const parts = {
  api: { suffix: "", name: "Datadog", host: "api" },
  logs: { suffix: "-logs", name: "Datadog logs intake", host: "http-intake.logs" },
  events: { suffix: "-events", name: "Datadog events intake", host: "event-management-intake" },
  mcp: { suffix: "-mcp", name: "Datadog MCP server", host: null },
} as const satisfies Record<DatadogReach, { suffix: string; name: string; host: string | null }>;

/**
 * Makes a Datadog account reachable: a connection for each of its hosts that agents may reach, after Datadog has said
 * that the API key is valid. Throws `invalid` where it says it is not, `unavailable` where it cannot be asked, `conflict`
 * where a slug is taken.
 */
export async function connectDatadog(
  context: ServiceContext,
  input: z.input<typeof ConnectDatadog>,
): Promise<{ connections: { id: string; slug: string }[] }> {
  requirePermission(context, "connections.write");
  const given = parseInput(ConnectDatadog, input);
  await requireValidKey(context, given);
  const wanted = [...new Set(given.reach)].map((reach) => connectionOf(reach, given));
  return withTransaction(context, async (transaction) => ({
    connections: await insertConnections(transaction, context, wanted),
  }));
}

type Given = z.output<typeof ConnectDatadog>;

async function requireValidKey(context: ServiceContext, { site, apiKey, appKey }: Given): Promise<void> {
  const account = { apiUrl: siteAddresses(site).api, apiKey, appKey };
  const { valid } = await withDatadog(account, context.addressRules ?? addressRules([]), ({ authentication }) =>
    authentication.validate(),
  );
  if (valid === true) return;
  const problem = `Datadog says that this API key is not valid at ${site}.`;
  throw new AppError("invalid", `${problem} Check the key and the site.`, { fields: { apiKey: problem } });
}

function connectionOf(reach: DatadogReach, { slug, site, apiKey, appKey, groups, clientSite }: Given) {
  const { suffix, name, host } = parts[reach];
  const isIntake = reach === "logs" || reach === "events";
  // Datadog's MCP server spells its headers with underscores; its intakes take the API key alone.
  const [apiHeader, appHeader] =
    reach === "mcp" ? ["DD_API_KEY", "DD_APPLICATION_KEY"] : ["DD-API-KEY", "DD-APPLICATION-KEY"];
  const headers = [{ name: apiHeader, value: apiKey }, ...(isIntake ? [] : [{ name: appHeader, value: appKey }])];
  return CreateConnection.parse({
    slug: `${slug}${suffix}`,
    name: `${name} (${site})`,
    kind: reach === "mcp" ? "mcp" : "http",
    baseUrl: siteAddresses(site)[reach],
    groups,
    holdBudgetMs,
    hosts: clientSite !== undefined && host !== null ? [`${host}.${clientSite}`] : [],
    credential: { kind: "headers", headers },
  });
}
