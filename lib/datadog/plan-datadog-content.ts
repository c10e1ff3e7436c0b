import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { planContentChange } from "./change-content.ts";
import { loadAccount, sinkRules } from "./internal.ts";
import { PlanContent, type ContentPlan } from "./schemas.ts";

/**
 * What installing Holdpoint's dashboard and monitors in a sink's account, or removing them, would change there. Writes
 * nothing. Throws `not_found`, `invalid` where Datadog refuses the keys, `unavailable` where it cannot be reached.
 */
export async function planDatadogContent(
  context: ServiceContext,
  input: z.input<typeof PlanContent>,
): Promise<ContentPlan> {
  requirePermission(context, "sinks.write");
  const { sinkId, appKey, ...wanted } = parseInput(PlanContent, input);
  return planContentChange(await loadAccount(context, { sinkId, appKey }), sinkRules, wanted);
}
