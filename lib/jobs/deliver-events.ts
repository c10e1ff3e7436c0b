import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Ships new events of the ledger to every sink. */
export const deliverEventsJob = defineJob({ name: "deliver-events", payload: z.object({}) });
