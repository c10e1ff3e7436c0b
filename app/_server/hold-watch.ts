import { watchHolds, type HoldWatch } from "#lib/holds/watch-holds.ts";
import { getConsole } from "./console.ts";

const slot = globalThis as { holdpointHoldWatch?: HoldWatch };

/** The process's one watch over holds, opened by the first browser that asks. */
export function getHoldWatch(): HoldWatch {
  const { env, database, sealer, logger } = getConsole();
  slot.holdpointHoldWatch ??= watchHolds({
    url: env.DATABASE_URL,
    database,
    sealer,
    onError: (error) => logger.warn({ err: error }, "the live view of holds lost the database; reconnecting"),
  });
  return slot.holdpointHoldWatch;
}
