import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listGatewayKeys } from "#lib/gateway-keys/list-gateway-keys.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { AgentsPage } from "./agents-page.tsx";

export const metadata: Metadata = { title: "Agents & keys" };

export default async function Page() {
  const context = await getContext();
  const listed = await attempt(() => listGatewayKeys(context));
  if (!listed.ok) return <RefusedPage page="Agents & keys" refusal={listed.refusal} />;
  return <AgentsPage keys={listed.value} mayWrite={can(context.actor, "gateway-keys.write")} />;
}
