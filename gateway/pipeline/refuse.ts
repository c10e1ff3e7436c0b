import type { AuditEvent } from "#lib/ledger/events.ts";
import type { Dependencies } from "../dependencies.ts";
import type { PendingApproval, Refusal, RefusalCode } from "../errors.ts";
import { messageEvent } from "../message/event-stream.ts";
import { challenge } from "../metadata.ts";
import { isToolResult, rpcRefusal } from "../relay/rpc-refusal.ts";
import { recorderOf } from "../spool/recorder-of.ts";
import { errorBody } from "./error-body.ts";
import { elapsedMs, exchangeEvent, type Exchange } from "./exchange.ts";

/** Their record is the hold's own: `call.held`, `hold.denied`, `hold.expired`, `hold.cancelled`. */
const recordedByHold: ReadonlySet<RefusalCode> = new Set([
  "hold_pending",
  "denied_by_approver",
  "hold_expired",
  "hold_cancelled",
]);

/** Records a refusal where that is possible, then tells the caller in the shape that their protocol has for it. */
export async function refuse(dependencies: Dependencies, exchange: Exchange, refusal: Refusal): Promise<void> {
  const endedHold = refusal.code === "caller_gone" && exchange.facts.holdId !== null;
  if (!exchange.refusalRecorded && !recordedByHold.has(refusal.code) && !endedHold) {
    const event = exchangeEvent(exchange, "call.refused", refusal.status, {
      errorCode: refusal.code,
      httpStatus: refusal.httpStatus,
      durationMs: elapsedMs(exchange.startedAt),
    });
    const recorded = dependencies.repeatedRefusals.isNews(event) && record(dependencies, exchange, event);
    // Who was refused because nothing could be recorded in time does not wait for as long again.
    if (refusal.code !== "ledger_unavailable") await recorded;
  }
  reply(dependencies, exchange, refusal);
}

function record(dependencies: Dependencies, exchange: Exchange, event: AuditEvent): Promise<void> {
  return recorderOf(dependencies, exchange)
    .append([event])
    .catch((error: unknown) => {
      dependencies.logger.warn({ err: error, code: event.errorCode }, "a refusal could not be recorded");
    });
}

/** Tells the caller; on the open stream of a hold, or as an answer of its own, or by breaking off a half-sent one. */
export function reply({ settings }: Dependencies, exchange: Exchange, refusal: Refusal): void {
  const { request, response, openStream, call, target } = exchange;
  const mcpCall = call?.kind === "mcp" ? call : null;
  if (openStream) {
    openStream.stop();
    response.end(messageEvent(JSON.stringify(rpcRefusal(refusal, mcpCall))));
    return;
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = target?.kind === "mcp" ? rpcRefusal(refusal, mcpCall) : errorBody(refusal);
  const status = target?.kind === "mcp" && answersInBody(refusal, exchange) ? 200 : refusal.httpStatus;
  const challenged = status === 401 || refusal.code === "insufficient_scope";
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    ...(challenged && { "www-authenticate": challenge(settings, target, refusal.code) }),
    ...(refusal.retryAfterS !== undefined && { "retry-after": String(refusal.retryAfterS) }),
    ...(status === 503 && { "retry-after": "1" }),
    ...(status === 409 && refusal.approval && { "retry-after": "30", link: approvalLinks(refusal.approval) }),
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(body));
}

/** Where a person decides, and where the caller asks how it stands. */
function approvalLinks({ url, statusUrl }: PendingApproval): string {
  const related = `<${url}>; rel="related"`;
  return statusUrl === undefined ? related : `${related}, <${statusUrl}>; rel="monitor"`;
}

/** The policy's word on an MCP request is an answer, not a failure of the transport, which clients would give up on. */
function answersInBody(refusal: Refusal, { call }: Exchange): boolean {
  if (call?.kind !== "mcp" || call.id === null) return false;
  return isToolResult(refusal, call) || refusal.code === "denied_by_policy" || refusal.code.startsWith("hold_");
}
