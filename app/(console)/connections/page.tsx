import type { Metadata } from "next";
import { getConsole } from "#app/_server/console.ts";
import { getContext } from "#app/_server/context.ts";
import { listConnections } from "#lib/connections/list-connections.ts";
import { can } from "#lib/core/permissions.ts";
import { listPacks } from "#lib/packs/list-packs.ts";
import type { PackId } from "#lib/packs/schemas.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { ConnectionsPage } from "./connections-page.tsx";

export const metadata: Metadata = { title: "Connections" };

export default async function Page() {
  const context = await getContext();
  const listed = await attempt(() => Promise.all([listConnections(context), listPacks(context)]));
  if (!listed.ok) return <RefusedPage page="Connections" refusal={listed.refusal} />;
  const [connections, packs] = listed.value;
  const targetOf = (pack: PackId) => packs.find(({ id }) => id === pack)?.installed ?? null;
  return (
    <ConnectionsPage
      connections={connections}
      packs={{ "datadog-api": targetOf("datadog-api"), "datadog-mcp": targetOf("datadog-mcp") }}
      gatewayUrl={getConsole().env.GATEWAY_URL}
      mayWrite={can(context.actor, "connections.write")}
    />
  );
}
