import type { z } from "zod";

export type JobOptions = {
  /** How often it is tried in all; a job that runs on a schedule is tried again by its next turn. */
  attempts: number;
  /** First pause before another attempt; doubles each time. */
  backoffMs: number;
};

/** What enqueuers and the worker agree on. Fields added to `payload` later stay optional until the queue has drained. */
export type JobContract<Schema extends z.ZodType = z.ZodType> = {
  name: string;
  payload: Schema;
  options: JobOptions;
};

/** Declares a job. `name` is `verb-noun`, and the name of its contract's and its handler's file. */
export function defineJob<Schema extends z.ZodType>(job: {
  name: string;
  payload: Schema;
  options?: Partial<JobOptions>;
}): JobContract<Schema> {
  if (!/^[a-z]+(?:-[a-z]+)+$/.test(job.name)) throw new Error(`${job.name} is not a job name such as expire-hold`);
  return { name: job.name, payload: job.payload, options: { attempts: 1, backoffMs: 1_000, ...job.options } };
}
