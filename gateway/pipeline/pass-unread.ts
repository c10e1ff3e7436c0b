import { withoutPathSecrets } from "#lib/connections/secret-paths.ts";
import { needsBody } from "#lib/policies/needs-body.ts";
import type { Caller } from "../identity/caller.ts";
import { Upload } from "../message/upload.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import type { Accepted } from "./accept.ts";
import type { HttpCall } from "./call.ts";
import type { Exchange } from "./exchange.ts";
import { policyCall } from "./policy-call.ts";

/** Smaller bodies are read before anything is recorded of the call. */
const largeBytes = 256 * 1024;

/**
 * The call of a large upload, or one of unknown size, that nobody has to read: its body goes upstream as it comes. Null
 * where it is not one, or where some rule needs its body.
 */
export function passUnread(
  { request, response }: Exchange,
  { method, target }: Accepted,
  { current, caller, routed }: { current: LiveSnapshot; caller: Caller; routed: LiveConnection },
): HttpCall | null {
  if (target.kind !== "http" || !isLarge(request.headers)) return null;
  const shownPath = withoutPathSecrets(target.path);
  const accept = request.headers.accept ?? "";
  const call: HttpCall = {
    kind: "http",
    httpMethod: method,
    operation: `${method} ${shownPath}`,
    tool: null,
    path: target.path,
    shownPath,
    rawPath: target.rawPath,
    query: target.query,
    body: Buffer.alloc(0),
    readableBody: null,
    bodyIsJson: false,
    acceptsStream: accept.includes("text/event-stream"),
    judged: true,
    // Conditions see no body, and a hold, which is bound to one, takes no such call.
    exact: false,
    upload: null,
  };
  if (needsBody(current.policy, policyCall(current, routed, caller, call))) return null;
  return { ...call, upload: new Upload(request, response) };
}

function isLarge(headers: Exchange["request"]["headers"]): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > largeBytes;
}
