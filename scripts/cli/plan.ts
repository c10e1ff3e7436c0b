import type { ApiClient } from "./api-client.ts";
import type { Plan, PlanOptions } from "./change.ts";
import { planCallers } from "./plan-callers.ts";
import { planConnections } from "./plan-connections.ts";
import { planKeys } from "./plan-keys.ts";
import { planPolicy } from "./plan-policy.ts";
import { planRetention } from "./plan-retention.ts";
import { planSinks } from "./plan-sinks.ts";
import type { ReadConfiguration } from "./read-configuration.ts";

/** What has to change so that the installation is as the file says, in the order in which it has to. */
export async function plan(client: ApiClient, wanted: ReadConfiguration, options: PlanOptions): Promise<Plan> {
  const plans = [
    await planConnections(client, wanted),
    await planKeys(client, wanted, options),
    await planSinks(client, wanted, options),
    await planRetention(client, wanted),
    await planCallers(client, wanted, options),
    await planPolicy(client, wanted, options),
  ];
  return { changes: plans.flatMap(({ changes }) => changes), notes: plans.flatMap(({ notes }) => notes) };
}
