import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Runs the backtests that wait, one after the other. */
export const runBacktestsJob = defineJob({ name: "run-backtests", payload: z.object({}) });
