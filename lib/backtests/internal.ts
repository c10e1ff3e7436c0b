import type { Backtest as Row } from "#prisma-client";
import { BacktestResult, BacktestState, type Backtest } from "./schemas.ts";

export function toBacktest(row: Row): Backtest {
  const { id, days, from, to, authorName, createdAt, startedAt, finishedAt, total, judged, readsArguments, error } =
    row;
  return {
    id,
    state: BacktestState.parse(row.state),
    days,
    from,
    to,
    authorName,
    createdAt,
    startedAt,
    finishedAt,
    total,
    judged,
    readsArguments,
    result: BacktestResult.nullable().parse(row.result),
    error,
  };
}
