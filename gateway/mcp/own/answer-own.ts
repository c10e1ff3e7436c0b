import type { McpCall } from "../../pipeline/call.ts";
import type { Exchange } from "../../pipeline/exchange.ts";
import type { ToolOutcome } from "./own-tools.ts";

const modernVersion = "2026-07-28";
/** With a handshake; the newest first. */
const olderVersions = ["2025-11-25", "2025-06-18", "2025-03-26"];
const serverInfo = { name: "holdpoint", title: "Holdpoint", version: "1.0.0" };
const listTtlMs = 3_600_000;
const instructions =
  "Some of your calls through this gateway wait for people to approve them. Here you see how your own stand, wait for a " +
  "decision, and take back what is no longer needed. Nothing can be approved here.";

/** Answers one message in the words of its protocol version: a request with JSON, everything else with 202. */
export function answerOwn(
  exchange: Exchange,
  call: McpCall,
  tools: readonly object[],
  outcome?: ToolOutcome,
): undefined {
  if (call.id === null || call.operation === "response") {
    exchange.response.writeHead(202, { "cache-control": "no-store" }).end();
    return;
  }
  if (call.modern && call.protocolVersion !== modernVersion) {
    const data = { supported: [modernVersion], requested: call.protocolVersion };
    send(exchange, call, { error: { code: -32_022, message: "This protocol version is not spoken here.", data } }, 400);
    return;
  }
  const result = outcome ? toolResult(outcome) : resultOf(call, tools);
  if (result === undefined) {
    const error = { code: -32_601, message: "There is no such method here." };
    send(exchange, call, { error }, call.modern ? 404 : 200);
  } else send(exchange, call, { result: call.modern ? { resultType: "complete", ...result } : result }, 200);
}

function resultOf({ operation, modern, protocolVersion }: McpCall, tools: readonly object[]): object | undefined {
  const cached = modern ? { ttlMs: listTtlMs, cacheScope: "public" } : {};
  const capabilities = { tools: {} };
  if (operation === "tools/list") return { tools, ...cached };
  if (modern) {
    const _meta = { "io.modelcontextprotocol/serverInfo": serverInfo };
    const supportedVersions = [modernVersion];
    return operation === "server/discover"
      ? { supportedVersions, capabilities, instructions, ...cached, _meta }
      : undefined;
  }
  if (operation === "ping") return {};
  if (operation !== "initialize") return undefined;
  const version = olderVersions.find((each) => each === protocolVersion) ?? olderVersions[0];
  return { protocolVersion: version, capabilities, serverInfo, instructions };
}

/** The same as text, for clients that read no structured content. */
function toolResult(outcome: ToolOutcome): object {
  if ("error" in outcome) return { content: [{ type: "text", text: outcome.error }], isError: true };
  return {
    content: [{ type: "text", text: JSON.stringify(outcome.content) }],
    structuredContent: outcome.content,
    isError: false,
  };
}

function send({ response, request }: Exchange, { id }: McpCall, body: object, status: number): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(JSON.stringify({ jsonrpc: "2.0", id, ...body }));
}
