import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Counts and hashes what the ledger got in the hour that has ended. */
export const reconcileLedgerJob = defineJob({ name: "reconcile-ledger", payload: z.object({}) });
