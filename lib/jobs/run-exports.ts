import { z } from "zod";
import { defineJob } from "./define-job.ts";

/** Makes the files of exports that wait, and the increments of scheduled exports that are due. */
export const runExportsJob = defineJob({ name: "run-exports", payload: z.object({}) });
