import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Makes the ledger's daily partitions ahead of the clock. */
export const preparePartitionsJob = defineJob({
  name: "prepare-partitions",
  payload: z.object({}),
  options: { attempts: 5 },
});
