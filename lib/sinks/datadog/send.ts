import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);
const timeoutMs = 10_000;

/**
 * What the intake made of a batch. `accepted` is the only acknowledgement; `too-large` and `malformed` mean that a
 * smaller batch may do; `retry` that the same one may do later; `misconfigured` that a person has to act first.
 */
export type SendResult =
  | { outcome: "accepted" }
  | { outcome: "too-large" | "malformed" | "misconfigured"; error: string }
  | { outcome: "retry"; error: string; retryAfterMs: number };

/** Posts one batch, gzipped. Never throws for what a network or an intake may do, and follows no redirect. */
export async function sendBatch(
  sink: { url: string; apiKey: string },
  events: readonly string[],
  signal?: AbortSignal,
): Promise<SendResult> {
  const body = new Uint8Array(await compress(`[${events.join(",")}]`));
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${sink.url}/api/v2/logs`, {
      method: "POST",
      body,
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        "content-type": "application/json",
        "content-encoding": "gzip",
        "dd-api-key": sink.apiKey,
        "dd-evp-origin": "holdpoint",
      },
    });
    await response.body?.cancel();
    return resultOf(response, sink.url);
  } catch (error) {
    const words = timeout.aborted ? `no answer within ${timeoutMs / 1_000} s` : networkWords(error);
    return { outcome: "retry", error: `${sink.url} cannot be reached: ${words}.`, retryAfterMs: 0 };
  }
}

function resultOf({ status, headers }: Response, url: string): SendResult {
  switch (status) {
    case 202:
      return { outcome: "accepted" };
    case 400:
      return { outcome: "malformed", error: "The intake refused it as malformed (400)." };
    case 401:
      return misconfigured("The intake got no API key (401). Give the sink its key again.");
    case 403:
      return misconfigured(
        "The intake refused the API key (403). Replace the sink's key, or its address if it is another site's.",
      );
    case 413:
      return { outcome: "too-large", error: "The intake refused it as too large (413)." };
    case 408:
    case 429:
      return {
        outcome: "retry",
        error: `The intake asked to retry later (${status}).`,
        retryAfterMs: resetMs(headers),
      };
    default:
      if (status >= 500) return { outcome: "retry", error: `The intake failed (${status}).`, retryAfterMs: 0 };
      return misconfigured(`${url} answered ${status} where a logs intake answers 202. Check the sink's address.`);
  }
}

function misconfigured(error: string): SendResult {
  return { outcome: "misconfigured", error };
}

/** Seconds until the rate limit resets, as Datadog tells it; at most two minutes are believed. */
function resetMs(headers: Headers): number {
  const seconds = Number(headers.get("x-ratelimit-reset"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 120) * 1_000 : 0;
}

function networkWords(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "the connection failed";
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
