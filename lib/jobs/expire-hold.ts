import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Delayed to a hold's expiry. Losing it costs at most the sweep's interval. */
export const expireHoldJob = defineJob({
  name: "expire-hold",
  payload: z.object({ holdId: z.string() }),
  options: { attempts: 3 },
});
