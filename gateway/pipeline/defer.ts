import { defaultReplayS } from "#lib/holds/stored-answer.ts";
import type { OpenedHold } from "#lib/holds/create-hold.ts";
import type { Dependencies } from "../dependencies.ts";
import { statusUrl } from "../holds/status-url.ts";
import { describeTask } from "../mcp/tasks/describe-task.ts";
import type { Exchange } from "./exchange.ts";

/** A held call whose caller does not wait on its request, and where it follows the call instead. */
export type Deferred = { deferred: OpenedHold; by: "task" | "status"; applied: string | null };

/** Answers with a task (MCP), or 202 with a status URL (RFC 7240 section 4.1). The hold is committed by then. */
export function defer({ settings }: Dependencies, exchange: Exchange, { deferred, by, applied }: Deferred): void {
  const { response, call, target } = exchange;
  const url = `${settings.consoleUrl}/approvals/${deferred.id}`;
  if (by === "task") {
    const id = call?.kind === "mcp" ? call.id : null;
    const task = describeTask({ ...deferred, changedAt: deferred.createdAt }, url, defaultReplayS);
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { resultType: "task", ...task } }));
    return;
  }
  const status = target && statusUrl(target, deferred.id);
  response.writeHead(202, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "retry-after": "5",
    ...(status && { location: status }),
    link: `<${url}>; rel="related"`,
    ...(applied && { "preference-applied": applied }),
  });
  const expiresAt = deferred.expiresAt.toISOString();
  response.end(JSON.stringify({ id: deferred.id, status: "pending", url, statusUrl: status, expiresAt }));
}
