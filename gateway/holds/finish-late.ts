import { setTimeout as sleep } from "node:timers/promises";
import { finishHold } from "#lib/holds/finish-hold.ts";
import { refusesARecord } from "#lib/ledger/write-errors.ts";
import type { Dependencies } from "../dependencies.ts";

/** For how long the end of a hold is tried to be written, and how often. */
const keepMs = 60_000;
const retryMs = 500;

type Hold = Parameters<typeof finishHold>[2];
type Records = Parameters<typeof finishHold>[3];

/**
 * Writes the end of a hold that could not be written in time, within a minute: the call has run, whatever its caller was
 * told. Writing it again is harmless, and who has moved the hold meanwhile wins. Never throws.
 */
export async function finishLate(
  { pool, sealer, logger }: Pick<Dependencies, "pool" | "sealer" | "logger">,
  hold: Hold,
  records: Records,
): Promise<void> {
  const giveUpAt = performance.now() + keepMs;
  for (;;) {
    await sleep(retryMs);
    try {
      return await finishHold(pool, sealer, hold, records);
    } catch (error) {
      if (performance.now() < giveUpAt && !refusesARecord(error)) continue;
      logger.error({ err: error, holdId: hold.id, state: hold.state }, "the end of a hold could not be recorded");
      return;
    }
  }
}
