import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listGatewayKeys } from "#lib/gateway-keys/list-gateway-keys.ts";
import { attempt } from "../attempt.tsx";
import { AgentsPage } from "./agents-page.tsx";

export const metadata: Metadata = { title: "Agents & keys" };

export default async function Page() {
  const context = await getContext();
  const listed = await attempt(() => listGatewayKeys(context), { href: "/approvals", label: "Go to Approvals" });
  if (!listed.ok) return listed.refusal;
  return <AgentsPage keys={listed.value} mayWrite={can(context.actor, "gateway-keys.write")} />;
}
