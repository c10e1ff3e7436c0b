import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Tells people of the holds that wait for them, that were released alone, or that are over. */
export const ringApproversJob = defineJob({ name: "ring-approvers", payload: z.object({}) });
