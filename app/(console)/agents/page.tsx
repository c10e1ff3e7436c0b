import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { listIdentities } from "#lib/agents/list-identities.ts";
import { can } from "#lib/core/permissions.ts";
import { listGatewayKeys } from "#lib/gateway-keys/list-gateway-keys.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { AgentsPage } from "./agents-page.tsx";

export const metadata: Metadata = { title: "Agents & keys" };

export default async function Page() {
  const context = await getContext();
  const listed = await attempt(() => Promise.all([listGatewayKeys(context), listIdentities(context)]));
  if (!listed.ok) return <RefusedPage page="Agents & keys" refusal={listed.refusal} />;
  const [keys, identities] = listed.value;
  return <AgentsPage keys={keys} identities={identities} mayWrite={can(context.actor, "gateway-keys.write")} />;
}
