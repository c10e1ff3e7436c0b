import { decodeBody } from "../message/decode-body.ts";
import { headerPairs, headerValue, type RawHeaders } from "../message/raw-headers.ts";
import { withoutParameters } from "../identity/query-credentials.ts";
import { ReplaceStream } from "./replace-stream.ts";
import type { AnswerBody, UpstreamAnswer } from "./send-request.ts";

/** Up to this size a body is changed as a whole, so that its length stays known. */
const maxWholeBytes = 1_000_000;
const maxDecodedBytes = 10_000_000;
const json = /^(?:application|text)\/(?:[\w.+-]+\+)?json\b/i;
/** They speak of the bytes as they were. */
const aboutBytes = new Set(["content-length", "content-md5", "digest", "content-digest", "repr-digest"]);

export type LinkAddresses = {
  /** Base address of the connection at the upstream, and where callers reach the same at this gateway. */
  upstream: URL;
  gateway: string;
  /** Parameters that the gateway adds for the upstream; they never come back to a caller. */
  credential: ReadonlyMap<string, string>;
  hasBody: boolean;
};

/**
 * Makes absolute links of the upstream lead through the gateway: in Location and Link always, in JSON bodies wherever the
 * connection's base address occurs. A compressed body beyond 1 MB goes as it came.
 */
export async function rewriteLinks<T extends UpstreamAnswer>(answer: T, addresses: LinkAddresses): Promise<T> {
  const headers: string[] = [];
  for (const [name, value] of headerPairs(answer.headers)) headers.push(name, rewriteHeader(name, value, addresses));
  const isPart = answer.statusCode === 206 || headerValue(headers, "content-range") !== null;
  if (isPart || !addresses.hasBody || !json.test(headerValue(headers, "content-type") ?? ""))
    return { ...answer, headers };

  const coding = (headerValue(headers, "content-encoding") ?? "identity").trim().toLowerCase();
  const length = headerValue(headers, "content-length");
  const isWhole = length !== null && Number(length) <= maxWholeBytes;
  if (length === "0") return { ...answer, headers };
  if (coding === "identity" && !isWhole) {
    return { ...answer, headers: without(headers, aboutBytes), body: streamed(answer.body, addresses) };
  }
  if (coding !== "identity" && length !== null && !isWhole) return { ...answer, headers };
  return rewriteWhole({ ...answer, headers }, coding, addresses);
}

/** Reads the body, and passes it on as it came where it has no link of ours, or turns out to be too large. */
async function rewriteWhole<T extends UpstreamAnswer>(answer: T, coding: string, addresses: LinkAddresses): Promise<T> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const source = answer.body[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await source.next();
    if (done) break;
    chunks.push(value);
    bytes += value.length;
    if (bytes > maxWholeBytes) return { ...answer, body: resumed(chunks, source, answer.body) };
  }
  const plain = await decodeBody(Buffer.concat(chunks), coding, maxDecodedBytes);
  const replacer = new ReplaceStream(replacementsOf(addresses));
  const changed = plain && Buffer.concat([replacer.push(plain), replacer.end()]);
  if (!changed || !replacer.changed) return { ...answer, body: bodyOf(chunks) };
  const headers = without(answer.headers, new Set([...aboutBytes, "content-encoding"]));
  return { ...answer, headers: [...headers, "content-length", String(changed.length)], body: bodyOf([changed]) };
}

function rewriteHeader(name: string, value: string, addresses: LinkAddresses): string {
  const lower = name.toLowerCase();
  if (lower === "location" || lower === "content-location") return rewriteUrl(value, addresses);
  if (lower === "link") return value.replaceAll(/<([^>]*)>/g, (_, url: string) => `<${rewriteUrl(url, addresses)}>`);
  return value;
}

/** The URL as callers reach it; as it is where it does not lead into the connection, or is relative to where they are. */
function rewriteUrl(text: string, { upstream, gateway, credential }: LinkAddresses): string {
  if (!/^(?:https?:)?\//i.test(text) || !URL.canParse(text, upstream.origin)) return text;
  const url = new URL(text, upstream.origin);
  const base = upstream.pathname.replace(/\/$/, "");
  const isInside = url.origin === upstream.origin && `${url.pathname}/`.startsWith(`${base}/`);
  if (!isInside) return text;
  const query = withoutParameters(url.search.slice(1), credential);
  return gateway + url.pathname.slice(base.length) + (query === "" ? "" : `?${query}`) + url.hash;
}

function replacementsOf({ upstream, gateway }: LinkAddresses): [from: string, to: string][] {
  const from = upstream.origin + upstream.pathname.replace(/\/$/, "");
  return [
    [from, gateway],
    [escaped(from), escaped(gateway)],
  ];
}

/** JSON may write a slash with a backslash before it (RFC 8259 section 7), and some languages do. */
function escaped(url: string): string {
  return url.replaceAll("/", String.raw`\/`);
}

function streamed(body: AnswerBody, addresses: LinkAddresses): AnswerBody {
  async function* pieces(): AsyncGenerator<Buffer> {
    const replacer = new ReplaceStream(replacementsOf(addresses));
    for await (const chunk of body) {
      const piece = replacer.push(chunk);
      if (piece.length > 0) yield piece;
    }
    const rest = replacer.end();
    if (rest.length > 0) yield rest;
  }
  return withAbandon(pieces(), () => body.abandon());
}

function resumed(chunks: Buffer[], source: AsyncIterator<Buffer>, body: AnswerBody): AnswerBody {
  async function* pieces(): AsyncGenerator<Buffer> {
    yield* chunks;
    yield* { [Symbol.asyncIterator]: () => source };
  }
  return withAbandon(pieces(), () => body.abandon());
}

function bodyOf(chunks: Buffer[]): AnswerBody {
  async function* pieces(): AsyncGenerator<Buffer> {
    yield* chunks;
  }
  return withAbandon(pieces(), () => {});
}

function withAbandon(pieces: AsyncGenerator<Buffer>, abandon: () => void): AnswerBody {
  return { [Symbol.asyncIterator]: () => pieces, abandon };
}

function without(headers: RawHeaders, dropped: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (const [name, value] of headerPairs(headers)) if (!dropped.has(name.toLowerCase())) kept.push(name, value);
  return kept;
}
