import dns from "node:dns";
import { Agent, buildConnector, request } from "undici";
import type { AddressRules } from "#lib/connections/address-rules.ts";
import { AddressRefused, checkedLookup } from "#lib/network/checked-lookup.ts";

const connectTimeoutMs = 5_000;
const answerTimeoutMs = 10_000;
const longestWaitS = 300;

/** `retry`: the same may be taken later, and not before `afterMs`. `refused`: a person has to act first. */
export type Posting =
  | { outcome: "accepted" }
  | { outcome: "retry"; error: string; afterMs: number }
  | { outcome: "refused"; error: string };

export type WebhookPoster = {
  /** Posts `body` once. Never throws for what a network or a receiver may do; its answer is not read. */
  post(url: string, body: string, headers?: Record<string, string>): Promise<Posting>;
  close(): Promise<void>;
};

/**
 * Posts JSON to addresses that people have entered: to allowed addresses only (a literal one before, a name when it is
 * resolved for the very socket), without redirects, and without telling anybody what was answered but the status.
 */
export function createWebhookPoster(rules: AddressRules): WebhookPoster {
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup: checkedLookup(rules, dns.lookup) });
  const agent = new Agent({
    connect(options, callback) {
      const problem = rules.problemWithHost(options.hostname);
      if (problem === null) connect(options, callback);
      else process.nextTick(callback, new AddressRefused(problem), null);
    },
    headersTimeout: answerTimeoutMs,
    bodyTimeout: answerTimeoutMs,
  });
  return {
    async post(url, body, headers = {}) {
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method: "POST",
          body,
          headers: { "content-type": "application/json", "user-agent": "holdpoint", ...headers },
        });
        // Broken off where it is long: nothing in it is of interest.
        await answer.body.dump({ limit: 16_384 }).catch(() => {});
        return postingOf(answer.statusCode, answer.headers["retry-after"]);
      } catch (error) {
        if (error instanceof AddressRefused) return { outcome: "refused", error: error.message };
        return { outcome: "retry", error: `It cannot be reached: ${wordsOf(error)}.`, afterMs: 0 };
      }
    },
    close: () => agent.close(),
  };
}

function postingOf(status: number, retryAfter: string | string[] | undefined): Posting {
  if (status >= 200 && status < 300) return { outcome: "accepted" };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const seconds = Number(retryAfter);
    const afterMs = seconds > 0 ? Math.min(seconds, longestWaitS) * 1_000 : 0;
    return { outcome: "retry", error: `It answered ${status}.`, afterMs };
  }
  const why = status >= 300 && status < 400 ? "redirects are not followed" : "check its address";
  return { outcome: "refused", error: `It answered ${status}: ${why}.` };
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return "the connection failed";
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
