import type { ReactNode } from "react";
import { cookies } from "next/headers";
import type { Person } from "#lib/core/context.ts";
import { can, type Permission } from "#lib/core/permissions.ts";
import { describeRole } from "#lib/people/shapes.ts";
import type { NavigationKey } from "#components/shell/navigation.ts";
import { parseTheme, themeCookie } from "#components/shell/theme.ts";
import { getContext } from "#app/_server/context.ts";
import { getHoldCounts } from "#app/_server/hold-counts.ts";
import { ConsoleFrame } from "./console-frame.tsx";

/** Draws the frame for whoever is signed in. The pages' verbs authorize; what is left out here is only not offered. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const context = await getContext();
  const { actor } = context;
  const { mine } = await getHoldCounts();
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <ConsoleFrame
      account={{ name: actor.name, email: actor.email, role: describeRole(actor), href: `/people/${actor.id}` }}
      allowed={allowedPages(actor)}
      theme={theme}
      waitingForMe={mine}
    >
      {children}
    </ConsoleFrame>
  );
}

const pagePermissions: Record<NavigationKey, Permission> = {
  approvals: "holds.read",
  audit: "audit.read-own",
  usage: "audit.read-own",
  watches: "watches.read",
  policies: "policies.read",
  connections: "connections.read",
  agents: "gateway-keys.read",
  sinks: "sinks.read",
  exports: "audit.export",
  retention: "retention.read",
  people: "people.read",
  notifications: "notifications.own",
  "api-keys": "api-keys.own",
};

function allowedPages(actor: Person): NavigationKey[] {
  return (Object.keys(pagePermissions) as NavigationKey[]).filter((key) => can(actor, pagePermissions[key]));
}
