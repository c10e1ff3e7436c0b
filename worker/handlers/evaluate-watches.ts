import { evaluateWatches } from "#lib/watches/evaluate-watches.ts";
import type { Services } from "#worker/services.ts";

export async function handleEvaluateWatches(
  _payload: unknown,
  { pool, context, logger, stopping }: Services,
): Promise<void> {
  await evaluateWatches({ pool, context, logger, signal: stopping });
}
