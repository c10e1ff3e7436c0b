import { DatadogSite } from "#lib/sinks/schemas.ts";
import type { DatadogReach } from "./schemas.ts";

/** Where each part of a Datadog site is; all in one place where an address of one's own stands in for it. */
export function siteAddresses(site: string): Record<DatadogReach, string> {
  if (!DatadogSite.safeParse(site).success) return { api: site, logs: site, events: site, mcp: `${site}/v1/mcp` };
  return {
    api: `https://api.${site}`,
    logs: `https://http-intake.logs.${site}`,
    events: `https://event-management-intake.${site}`,
    mcp: `https://mcp.${site}/v1/mcp`,
  };
}

/** The API of the account whose intake this is. What is no intake of Datadog's stands in for its API as well. */
export function apiOfIntake(intakeUrl: string): string {
  const [, site = ""] = /^https:\/\/(?:http-intake\.logs|event-management-intake)\.([^/]+)$/.exec(intakeUrl) ?? [];
  return DatadogSite.safeParse(site).success ? `https://api.${site}` : intakeUrl;
}
