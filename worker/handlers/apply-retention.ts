import { forgetExports } from "#lib/exports/forget-exports.ts";
import { applyRetention } from "#lib/retention/apply-retention.ts";
import type { Services } from "#worker/services.ts";

export async function handleApplyRetention(
  _payload: unknown,
  { context, streams, logger, stopping }: Services,
): Promise<void> {
  await forgetExports(context);
  const removed = await applyRetention({ context, pool: streams, logger, signal: stopping });
  if (removed > 0) logger.info({ removed }, "days of the ledger were removed by its retention");
}
