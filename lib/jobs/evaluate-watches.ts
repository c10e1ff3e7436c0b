import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Looks at every watch up to the last full minute. */
export const evaluateWatchesJob = defineJob({ name: "evaluate-watches", payload: z.object({}) });
