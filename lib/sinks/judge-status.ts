import type { SendResult } from "./sink-driver.ts";

/** An answer to a batch, as far as it is looked at. */
export type SinkAnswer = { status: number; header: (name: string) => string | null; text: string };

const longestBelievedS = 120;

/** What an HTTP sink's status means where its kind has no words of its own. `accepted`: the statuses that acknowledge. */
export function judgeStatus(answer: SinkAnswer, sink: { url: string; accepted: readonly number[] }): SendResult {
  const { status } = answer;
  if (sink.accepted.includes(status)) return { outcome: "accepted" };
  switch (status) {
    case 400:
    case 422:
      return { outcome: "malformed", error: `The intake refused it as malformed (${status}).` };
    case 401:
      return misconfigured("The intake got no API key that it knows (401). Give the sink its key again.");
    case 403:
      return misconfigured(
        "The intake refused the API key (403). Replace the sink's key, or its address if it is another site's.",
      );
    case 413:
      return { outcome: "too-large", error: "The intake refused it as too large (413)." };
    case 408:
    case 425:
    case 429:
      return {
        outcome: "retry",
        error: `The intake asked to retry later (${status}).`,
        retryAfterMs: inMs(answer.header("retry-after") ?? answer.header("x-ratelimit-reset")),
      };
    default:
      if (status >= 500) {
        return {
          outcome: "retry",
          error: `The intake failed (${status}).`,
          retryAfterMs: inMs(answer.header("retry-after")),
        };
      }
      return misconfigured(
        `${sink.url} answered ${status} where an intake answers ${sink.accepted.join(" or ")}. Check the sink's address.`,
      );
  }
}

export function misconfigured(error: string): SendResult {
  return { outcome: "misconfigured", error };
}

/** Of the seconds that a header tells; at most two minutes are believed. */
function inMs(header: string | null): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, longestBelievedS) * 1_000 : 0;
}
