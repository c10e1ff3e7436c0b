import type { Upload } from "../message/upload.ts";

export type JsonRpcId = string | number;

/** What is to be done at the upstream, as read from one HTTP request. */
export type McpCall = {
  kind: "mcp";
  httpMethod: string;
  /** JSON-RPC method; GET, DELETE or `response` where the request carries none. */
  operation: string;
  tool: string | null;
  body: Buffer;
  /** Null for notifications, responses, and requests without a body. */
  id: JsonRpcId | null;
  params: Record<string, unknown>;
  /** Stateless protocol of 2026-07-28: closing the connection cancels the call. */
  modern: boolean;
  protocolVersion: string | null;
  clientName: string | null;
  progressToken: JsonRpcId | null;
  acceptsStream: boolean;
  /** Whether the policy judges it; other methods follow from access to the connection. */
  judged: boolean;
  exact: boolean;
};

export type HttpCall = {
  kind: "http";
  httpMethod: string;
  /** `METHOD /path`, with placeholders for secrets in the path: what is recorded. */
  operation: string;
  tool: null;
  path: string;
  /** The path as it may be recorded and shown. */
  shownPath: string;
  rawPath: string;
  query: string;
  body: Buffer;
  /** The body for people and for the digest: parsed where it is JSON, else text where it is UTF-8, else null. */
  readableBody: unknown;
  bodyIsJson: boolean;
  acceptsStream: boolean;
  judged: true;
  exact: boolean;
  /** The body where it passes without being read; `body` is empty then. */
  upload: Upload | null;
};

export type Call = McpCall | HttpCall;

/** The body of a call that passes without being read. */
export function uploadOf(call: Call | null): Upload | null {
  return call?.kind === "http" ? call.upload : null;
}
