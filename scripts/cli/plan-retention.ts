import type { ApiClient } from "./api-client.ts";
import { differences, type Plan } from "./change.ts";
import type { ReadConfiguration } from "./read-configuration.ts";
import { remote } from "./remote.ts";

/** How long events and payloads are kept. The key of an archive is not in the file: the stored one stays. */
export async function planRetention(client: ApiClient, { retention }: ReadConfiguration): Promise<Plan> {
  if (!retention) return { changes: [], notes: [] };
  const details = differences(await remote.retention(client), retention);
  if (details.length === 0) return { changes: [], notes: [] };
  const run = () => client.change("PUT", "/retention", retention);
  return { changes: [{ sign: "~", what: "retention", details, run }], notes: [] };
}
