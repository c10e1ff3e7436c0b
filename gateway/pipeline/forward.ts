import { errors, type Pool } from "undici";
import { looksLikeGatewayKey } from "#lib/crypto/gateway-key.ts";
import { AddressRefused } from "#lib/network/checked-lookup.ts";
import { Refusal } from "../errors.ts";
import { inspectableEncodings } from "../message/decode-body.ts";
import { UploadBroken } from "../message/upload.ts";
import { endToEndHeaders, headerPairs, type RawHeaders } from "../message/raw-headers.ts";
import { datadogKeyHeaders } from "../identity/presented-credential.ts";
import { withoutParameters } from "../identity/query-credentials.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import { wasStale } from "../upstream/connect.ts";
import { sendRequest, type UpstreamAnswer } from "../upstream/send-request.ts";
import { rewriteLinks } from "../upstream/rewrite-links.ts";
import { CredentialUnavailable } from "../upstream/token-source.ts";
import type { CredentialParts } from "../upstream/upstream-credential.ts";
import type { Accepted } from "./accept.ts";
import { uploadOf, type Call } from "./call.ts";
import type { Cancellation } from "./cancellation.ts";

const httpTimeouts = { headersTimeout: 120_000, bodyTimeout: 300_000 };
/** A tool may think for minutes, and a stream may be silent for as long as it likes. */
const streamTimeouts = { headersTimeout: 900_000, bodyTimeout: 0 };

/** Headers that are the caller's and this gateway's business only. */
const notForwarded = new Set([
  "host",
  "content-length",
  "expect",
  "authorization",
  "cookie",
  ...datadogKeyHeaders,
  "x-api-key",
  "x-auth-token",
  "origin",
  "referer",
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "x-real-ip",
  "accept-encoding",
]);

export type Answered = UpstreamAnswer & { sentAt: number };

export type ForwardOptions = {
  signal: Cancellation;
  /** Whether it may be sent again where the upstream has not acted on it: a refused token, a stale socket. Never for holds. */
  mayRepeat: boolean;
};

/**
 * Sends the call upstream: no redirects, and no retries but those after a refused token or on a stale socket. The body
 * goes as it came, the credential is the connection's. Resolves when the upstream's headers are there.
 */
export async function forward(
  connection: LiveConnection,
  accepted: Accepted,
  call: Call,
  { signal, mayRepeat }: ForwardOptions,
): Promise<Answered | Refusal> {
  const { credential } = connection;
  const sentAt = performance.now();
  try {
    const first = await credential.parts();
    let answer = await sendTwiceIfStale(connection, accepted, call, first, { signal, mayRepeat });
    const renewable = answer.statusCode === 401 && credential.refused(first);
    if (renewable && mayRepeat) {
      answer.body.abandon();
      answer = await send(connection.upstream, connection, accepted, call, await credential.parts(), signal);
    }
    if (answer.statusCode === 401 && call.kind === "mcp") {
      // It is our credential that was refused; clients would take the status for a word about theirs.
      answer.body.abandon();
      return new Refusal("upstream_unauthorized");
    }
    const forwarded = { statusCode: answer.statusCode, headers: answer.headers, body: answer.body, sentAt };
    if (call.kind === "mcp") return forwarded;
    return await rewriteLinks(forwarded, {
      upstream: connection.baseUrl,
      gateway: accepted.target.address,
      credential: first.query,
      hasBody: call.httpMethod !== "HEAD",
    });
  } catch (error) {
    return upstreamFailure(error, signal);
  }
}

/** Methods that only read (RFC 9110 section 9.2.1): sending one again changes nothing. */
const safe: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A kept-alive socket may be closed by the upstream just when a request is put on it, and nobody can tell whether it was
 * read. A request that only reads goes once more, on a fresh socket, if its answer had not begun.
 */
async function sendTwiceIfStale(
  connection: LiveConnection,
  accepted: Accepted,
  call: Call,
  credential: CredentialParts,
  { signal, mayRepeat }: ForwardOptions,
): Promise<UpstreamAnswer> {
  try {
    return await send(connection.upstream, connection, accepted, call, credential, signal);
  } catch (error) {
    if (!mayRepeat || signal.aborted || !safe.has(call.httpMethod) || !wasStale(error)) throw error;
    const fresh = connection.openFresh();
    const answer = send(fresh, connection, accepted, call, credential, signal);
    // Closing waits for the answer that is under way.
    fresh.close().catch(() => {});
    return answer;
  }
}

function send(
  upstream: Pool,
  connection: LiveConnection,
  accepted: Accepted,
  call: Call,
  credential: CredentialParts,
  signal: Cancellation,
): Promise<UpstreamAnswer> {
  const timeouts = call.kind === "mcp" || call.acceptsStream ? streamTimeouts : httpTimeouts;
  const options = {
    path: upstreamPath(connection, call, credential),
    method: call.httpMethod,
    headers: upstreamHeaders(credential, accepted.headers, call),
    body: uploadOf(call)?.stream() ?? (call.body.length > 0 ? call.body : null),
    headersTimeout: timeouts.headersTimeout,
    bodyTimeout: timeouts.bodyTimeout,
  };
  return sendRequest(upstream, options, signal);
}

/** What an error of the upstream's connection means, by whether the request can have got there. */
export function upstreamFailure(error: unknown, signal: Cancellation): Refusal {
  if (signal.aborted) return new Refusal("caller_gone");
  if (error instanceof AddressRefused) {
    return new Refusal("upstream_forbidden", `The gateway may not connect to the upstream: ${error.message}`);
  }
  if (error instanceof CredentialUnavailable) {
    return new Refusal(
      "upstream_credential_unavailable",
      `There is no token for the upstream: ${error.message}. Ask an admin to check the connection's credential.`,
    );
  }
  if (error instanceof UploadBroken) return new Refusal("body_incomplete");
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (notSent.has(code) || (error instanceof AggregateError && error.errors.every(isConnectError))) {
    return new Refusal("upstream_unreachable");
  }
  return error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError
    ? new Refusal("upstream_timeout")
    : new Refusal("upstream_failed");
}

const notSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]).add(
  "UND_ERR_CONNECT_TIMEOUT",
);

function isConnectError(error: unknown): boolean {
  return error instanceof Error && "code" in error && notSent.has(String(error.code));
}

function upstreamPath({ baseUrl }: LiveConnection, call: Call, credential: CredentialParts): string {
  const path = call.kind === "mcp" ? baseUrl.pathname : baseUrl.pathname.replace(/\/$/, "") + (call.rawPath || "/");
  const given = call.kind === "mcp" ? "" : withoutParameters(call.query, credential.query);
  const own = new URLSearchParams([...credential.query]).toString();
  const query = [baseUrl.search.slice(1), given, own].filter((part) => part !== "").join("&");
  return query === "" ? path : `${path}?${query}`;
}

function upstreamHeaders(credential: CredentialParts, headers: RawHeaders, call: Call): string[] {
  const dropped = new Set([...notForwarded, ...credential.headers.keys()]);
  // An upstream of both eras could otherwise be led into a session of somebody else.
  if (call.kind === "mcp" && call.modern) dropped.add("mcp-session-id");
  const forwarded: string[] = [];
  for (const [name, value] of headerPairs(endToEndHeaders(headers, dropped))) {
    // A gateway key is the caller's secret, under whatever name it comes.
    if (!looksLikeGatewayKey(value)) forwarded.push(name, value);
  }
  forwarded.push("accept-encoding", call.kind === "mcp" ? "identity" : inspectableOf(headers));
  for (const [name, value] of credential.headers) forwarded.push(name, value);
  const length = uploadOf(call)?.length ?? null;
  if (length !== null) forwarded.push("content-length", String(length));
  return forwarded;
}

/** Of the content codings that the caller takes, those that the record can look into. */
function inspectableOf(headers: RawHeaders): string {
  const codings: string[] = [];
  for (const [name, value] of headerPairs(headers)) {
    if (name.toLowerCase() === "accept-encoding") codings.push(...value.split(","));
  }
  const kept = codings.filter((coding) => inspectableEncodings.has((coding.split(";")[0] ?? "").trim().toLowerCase()));
  return kept.length === 0 ? "identity" : kept.map((coding) => coding.trim()).join(", ");
}
