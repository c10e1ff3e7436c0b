import type { ObservedCount } from "#lib/backtests/schemas.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";

/** Would-be verdicts of rules that only observe, over the last `days` days (90 at most), by rule. */
export async function countObserved(context: ServiceContext, _input: { days: number }): Promise<ObservedCount[]> {
  requirePermission(context, "policies.read");
  return [];
}
