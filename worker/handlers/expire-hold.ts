import type { z } from "zod";
import { expireHold } from "#lib/holds/expire-hold.ts";
import type { expireHoldJob } from "#lib/jobs/expire-hold.ts";
import type { Services } from "#worker/services.ts";

export async function handleExpireHold(
  { holdId }: z.infer<(typeof expireHoldJob)["payload"]>,
  { pool }: Services,
): Promise<void> {
  await expireHold(pool, holdId);
}
