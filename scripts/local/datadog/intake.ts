import { gunzipSync, inflateSync } from "node:zlib";
import { errorV2 } from "./answer.ts";
import type { Answer, Request } from "./answer.ts";
import type { Logs } from "./logs.ts";

const maxEntries = 1_000;
const maxPayloadBytes = 5_000_000;

/**
 * POST /api/v2/logs as documented: DD-API-KEY, identity, gzip or deflate, at most 1,000 entries and 5 MB uncompressed,
 * a batch taken whole or not at all. 202 means accepted, not indexed.
 */
export function takeLogs(
  request: Request,
  rules: { apiKey: string; logs: Logs; refuses: (entry: Record<string, unknown>) => boolean },
): Answer {
  const key = request.headers["dd-api-key"];
  if (key === undefined || key === "") return errorV2(401, "Unauthorized", "API key is missing");
  if (key !== rules.apiKey) return errorV2(403, "Forbidden", "API key is invalid");

  const payload = decode(request);
  if (payload === "too-large") return tooLarge(`more than ${maxPayloadBytes} bytes uncompressed`);
  if (payload === "malformed") return malformed("the body does not decode as its content-encoding says");
  const entries = parseEntries(payload, request.headers["content-type"] ?? "application/json");
  if (!entries) return malformed("the body is neither a JSON object nor an array of JSON objects");
  if (entries.length > maxEntries) return tooLarge(`more than ${maxEntries} entries`);
  if (entries.some((entry) => typeof entry["message"] !== "string" || rules.refuses(entry))) {
    return malformed("an entry is not a valid log");
  }
  for (const entry of entries) rules.logs.add(entry);
  return { status: 202, body: {} };
}

function decode(request: Request): Buffer | "too-large" | "malformed" {
  const options = { maxOutputLength: maxPayloadBytes };
  try {
    switch (request.headers["content-encoding"] ?? "identity") {
      case "identity":
        return request.body.length > maxPayloadBytes ? "too-large" : request.body;
      case "gzip":
        return gunzipSync(request.body, options);
      case "deflate":
        return inflateSync(request.body, options);
      default:
        return "malformed";
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "too-large" : "malformed";
  }
}

function parseEntries(payload: Buffer, contentType: string): Record<string, unknown>[] | undefined {
  const text = payload.toString("utf8");
  if (/^(text\/plain|application\/logplex-1)/.test(contentType)) {
    return text.split("\n").flatMap((message) => (message === "" ? [] : [{ message }]));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  return entries.every(isObject) ? entries : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tooLarge(detail: string): Answer {
  return errorV2(413, "Payload Too Large", detail);
}

function malformed(detail: string): Answer {
  return errorV2(400, "Bad Request", detail);
}
