import { runBacktest } from "#lib/backtests/run-backtest.ts";
import type { Services } from "#worker/services.ts";

export async function handleRunBacktests(
  _payload: unknown,
  { pool, sealer, logger, environment, stopping }: Services,
): Promise<void> {
  const means = { pool, sealer, logger, environment, signal: stopping };
  while (!stopping.aborted && (await runBacktest(means)));
}
