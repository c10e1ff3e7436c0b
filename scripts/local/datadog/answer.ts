import type { IncomingHttpHeaders } from "node:http";

/** One request with its whole body, still encoded as it came. */
export type Request = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

/** What is answered: `body` as JSON, or `html` as a page. */
export type Answer = { status: number; body?: unknown; html?: string; headers?: Record<string, string> };

/** A value of a JSON document as text: strings and numbers as they are, anything else as `otherwise`. */
export function textOf(value: unknown, otherwise = ""): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : otherwise;
}

/** The error shape of Datadog's v1 API. */
export function errorV1(status: number, ...errors: string[]): Answer {
  return { status, body: { errors } };
}

/** The error shape of Datadog's v2 API. */
export function errorV2(status: number, title: string, detail: string): Answer {
  return { status, body: { errors: [{ status: String(status), title, detail }] } };
}
