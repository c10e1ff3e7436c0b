import type { IncomingMessage } from "node:http";
import { Refusal } from "../errors.ts";
import { headerValue } from "../message/raw-headers.ts";
import type { Accepted } from "./accept.ts";
import type { Call } from "./call.ts";
import { parseHttp } from "./parse-http.ts";
import { parseMcp } from "./parse-mcp.ts";
import { readBody } from "./read-body.ts";

/** Reads the body and says what the request asks for. What cannot be read in one way only is refused. */
export async function parse(request: IncomingMessage, accepted: Accepted): Promise<Call | Refusal> {
  const body = await readBody(request);
  if (body instanceof Refusal) return body;
  const acceptsStream = (headerValue(accepted.headers, "accept") ?? "").includes("text/event-stream");
  return accepted.target.kind === "mcp"
    ? parseMcp(accepted, body, acceptsStream)
    : parseHttp(accepted, body, acceptsStream);
}
