import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import { sealAnswer, type StoredAnswer } from "./stored-answer.ts";

/** Keeps why an approved call did not run, or got no answer, for a caller that polls. Changes nothing of how it ended. */
export async function keepRefusal(pool: Pool, sealer: Sealer, holdId: string, answer: StoredAnswer): Promise<void> {
  await pool.query("update hold set result_sealed = $2 where id = $1 and state = 'failed' and result_sealed is null", [
    holdId,
    sealAnswer(sealer, answer),
  ]);
}
