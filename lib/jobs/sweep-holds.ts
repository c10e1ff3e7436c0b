import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Expires what is overdue and settles holds whose gateway is gone, with or without the bells. */
export const sweepHoldsJob = defineJob({ name: "sweep-holds", payload: z.object({}) });
