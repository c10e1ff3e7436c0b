import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { toBacktest } from "./internal.ts";
import type { Backtest } from "./schemas.ts";

/** How far a backtest is, and what it has found so far. Throws `not_found`. */
export async function readBacktest(context: ServiceContext, input: { id: string }): Promise<Backtest> {
  requirePermission(context, "policies.read");
  const row = await context.database.backtest.findUnique({ where: { id: input.id } });
  if (!row) throw new AppError("not_found", "There is no such backtest. Start one on the policy's page.");
  return toBacktest(row);
}
