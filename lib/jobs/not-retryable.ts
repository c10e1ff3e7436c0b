import { UnrecoverableError } from "bullmq";

/** The error that ends a job at once, whatever attempts it has left. The queue's log shows `message`. */
export function notRetryable(message: string): Error {
  return new UnrecoverableError(message);
}
