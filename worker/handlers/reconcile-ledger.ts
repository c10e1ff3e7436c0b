import { reconcileLedger } from "#lib/reconciliations/reconcile-ledger.ts";
import { forgetSinkMinutes } from "#lib/sinks/forget-sink-minutes.ts";
import type { Services } from "#worker/services.ts";

const minutesKeptHours = 48;

export async function handleReconcileLedger(_payload: unknown, { pool, sealer }: Services): Promise<void> {
  await reconcileLedger(pool, sealer);
  await forgetSinkMinutes(pool, minutesKeptHours);
}
