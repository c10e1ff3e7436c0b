import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Puts what is new in the ledger into the search index and the counts that are kept of it. */
export const foldLedgerJob = defineJob({ name: "fold-ledger", payload: z.object({}) });
