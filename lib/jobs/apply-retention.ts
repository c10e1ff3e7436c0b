import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Removes the days of the ledger that are over, and files of exports that are. */
export const applyRetentionJob = defineJob({ name: "apply-retention", payload: z.object({}) });
