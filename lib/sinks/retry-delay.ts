import type { Failure } from "./send-splitting.ts";

const firstDelayMs = 1_000;
const longestDelayMs = 60_000;

/**
 * Milliseconds to wait after the `failures`-th failure in a row (1 is the first): full jitter over an exponential
 * bound of at most a minute, so that many senders do not return at once; about a minute where a person has to act
 * first; never less than the sink asked for.
 */
export function retryDelayMs(
  failure: Pick<Failure, "retry" | "retryAfterMs">,
  failures: number,
  random: () => number,
): number {
  const boundMs = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 20));
  const delayMs = failure.retry === "soon" ? random() * boundMs : longestDelayMs * (0.5 + random() / 2);
  return Math.max(delayMs, failure.retryAfterMs);
}
