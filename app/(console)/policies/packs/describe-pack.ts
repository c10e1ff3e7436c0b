import type { PackSummary } from "#lib/packs/schemas.ts";
import { enumerate } from "../../names.ts";

export function isOutdated({ installed, version }: PackSummary): boolean {
  return installed !== null && installed.version < version;
}

/** "In the policy for datadog, version 1 of 2. Edited here: datadog-api-high-risk." Empty where it is not there. */
export function describeInstalled(pack: PackSummary): string {
  const { installed, version } = pack;
  if (!installed) return "";
  const of = installed.version < version ? ` of ${version}` : "";
  const parts = [`In the policy for ${enumerate(installed.connections)}, version ${installed.version}${of}.`];
  if (installed.edited.length > 0) parts.push(`Edited here: ${enumerate(installed.edited)}.`);
  if (installed.deleted.length > 0) parts.push(`Deleted here: ${enumerate(installed.deleted)}.`);
  return parts.join(" ");
}
