import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { toBacktest } from "./internal.ts";
import type { Backtest } from "./schemas.ts";

const limit = 20;

/** The newest 20 backtests, newest first, without what they found. */
export async function listBacktests(context: ServiceContext): Promise<Omit<Backtest, "result">[]> {
  requirePermission(context, "policies.read");
  const rows = await context.database.backtest.findMany({ orderBy: { createdAt: "desc" }, take: limit });
  return rows.map((row) => {
    const { result: _left, ...backtest } = toBacktest({ ...row, result: null });
    return backtest;
  });
}
