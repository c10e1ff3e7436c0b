import type { DatadogReach } from "#lib/datadog/schemas.ts";
import type { PackTarget } from "#lib/packs/schemas.ts";
import { splitNames } from "../names.ts";
import { installPackAction } from "./actions.ts";
import type { Connected } from "./datadog-connected.tsx";

const packIds = ["datadog-api", "datadog-mcp"] as const;

/** What the packs for Datadog are about now; null where they are not in the policy. */
export type InstalledPacks = Record<(typeof packIds)[number], PackTarget | null>;

type Wanted = { slug: string; reach: readonly DatadogReach[]; approvers: string };

/** Puts the packs for the new connections into the draft; what they are about already, they stay about. */
export async function installDatadogRules(wanted: Wanted, packs: InstalledPacks): Promise<Connected["rules"]> {
  for (const id of packIds) {
    const slugs = slugsOf(wanted).filter(({ part }) => (part === "mcp") === (id === "datadog-mcp"));
    if (slugs.length === 0) continue;
    const connections = [...new Set([...(packs[id]?.connections ?? []), ...slugs.map(({ slug }) => slug)])];
    const installed = await installPackAction({ id, connections, approvers: splitNames(wanted.approvers) });
    if (!installed.ok) return { problem: installed.message };
  }
  return "installed";
}

function slugsOf({ slug, reach }: Wanted): { part: DatadogReach; slug: string }[] {
  return reach.map((part) => ({ part, slug: part === "api" ? slug : `${slug}-${part}` }));
}
