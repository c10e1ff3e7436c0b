import { lookup } from "node:dns";
import { rootCertificates } from "node:tls";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Agent, request, type Dispatcher } from "undici";
import { addressRules } from "#lib/connections/address-rules.ts";
import { AddressRefused, checkedLookup } from "#lib/network/checked-lookup.ts";
import { createAnswerPatience, type AnswerPatience } from "./answer-patience.ts";
import { judgeStatus, type SinkAnswer } from "./judge-status.ts";
import type { SendResult } from "./sink-driver.ts";

const compress = promisify(gzip);
const usualPatience = createAnswerPatience({ atLeastMs: 10_000, atMostMs: 300_000 });
const keptAnswerBytes = 256 * 1_024;
/** Audit events repeat themselves: more effort makes them hardly smaller. */
const gzipLevel = 2;

// Sinks are often inside one's own network; metadata services and the like never are sinks.
const rules = addressRules(["0.0.0.0/0", "::/0"]);
const agents = new Map<string, Agent>();

/** One request of a sink. `judge`: what its answer means, where the status alone does not say. */
export type Post = {
  url: string;
  method?: "POST" | "PUT";
  headers: Record<string, string>;
  body: string | Buffer;
  /** Whether `body` is still to be compressed. */
  gzip: boolean;
  accepted: readonly number[];
  certificates?: string | undefined;
  judge?: (answer: SinkAnswer) => SendResult | undefined;
};

/** Sends one request and says what became of it. Never throws for what a network or a sink may do; follows no redirect. */
export async function postBatch(
  post: Post,
  signal?: AbortSignal,
  patience: AnswerPatience = usualPatience,
): Promise<SendResult> {
  const { origin, hostname } = new URL(post.url);
  const forbidden = rules.problemWithHost(hostname);
  if (forbidden) return { outcome: "misconfigured", error: `${forbidden} Check the sink's address.` };
  const timeoutMs = patience.of(origin);
  const ending = endAfter(timeoutMs, signal);
  const startedAt = performance.now();
  try {
    const body = post.gzip ? await compress(post.body, { level: gzipLevel }) : post.body;
    const response = await request(post.url, {
      method: post.method ?? "POST",
      dispatcher: agentFor(post.certificates),
      signal: ending.signal,
      headers: { ...post.headers, ...(post.gzip && { "content-encoding": "gzip" }) },
      body,
    });
    const answer: SinkAnswer = {
      status: response.statusCode,
      header: (name) => firstOf(response.headers[name]),
      text: await readStart(response.body),
    };
    patience.noteAnswered(origin, performance.now() - startedAt);
    return post.judge?.(answer) ?? judgeStatus(answer, { url: origin, accepted: post.accepted });
  } catch (error) {
    if (error instanceof AddressRefused) {
      return { outcome: "misconfigured", error: `${error.message} Check the sink's address.` };
    }
    if (ending.isLate()) patience.noteLate(origin);
    const words = ending.isLate() ? `no answer within ${timeoutMs / 1_000} s` : networkWords(error);
    return { outcome: "retry", error: `${origin} cannot be reached: ${words}.`, retryAfterMs: 0 };
  } finally {
    ending.clear();
  }
}

/** Not AbortSignal.any: what it leaves behind on a signal that lives as long as the process would add up. */
function endAfter(ms: number, signal: AbortSignal | undefined) {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, ms);
  const stop = () => controller.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    isLate: () => late,
    clear() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    },
  };
}

/** One pool of connections for all sinks that trust the same certificates. */
function agentFor(certificates = ""): Agent {
  let agent = agents.get(certificates);
  if (!agent) {
    const ca = certificates === "" ? undefined : [...rootCertificates, certificates];
    agent = new Agent({
      connections: 8,
      keepAliveTimeout: 4_000,
      // How long an answer may take is said with each request.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: 5_000, lookup: guardedLookup, ...(ca && { ca }) },
    });
    agents.set(certificates, agent);
  }
  return agent;
}

/** Looks names up and refuses the addresses that no sink may have, at the moment of connecting. */
export const guardedLookup = checkedLookup(rules, lookup);

async function readStart(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop destroys the connection: whoever answers so much to a batch is no intake to keep it for.
    if (bytes > keptAnswerBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function firstOf(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

export function networkWords(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "the connection failed";
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
