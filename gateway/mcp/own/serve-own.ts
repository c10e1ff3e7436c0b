import { reservedSlug as ownSlug } from "#lib/connections/schemas.ts";
import type { Dependencies } from "../../dependencies.ts";
import { Refusal } from "../../errors.ts";
import type { Caller } from "../../identity/caller.ts";
import type { Accepted, Target } from "../../pipeline/accept.ts";
import type { McpCall } from "../../pipeline/call.ts";
import { elapsedMs, exchangeEvent, type Exchange } from "../../pipeline/exchange.ts";
import { noteCall } from "../../pipeline/note-facts.ts";
import { parse } from "../../pipeline/parse.ts";
import { whileWritable } from "../../pipeline/while-writable.ts";
import { disagreeingHeader } from "../header-agreement.ts";
import { answerOwn } from "./answer-own.ts";
import { ownTools, runOwnTool } from "./own-tools.ts";

/** Of one caller: what is asked here is read from the database. */
const limits = { callsPerMinute: 600, callsAtOnce: 20 };

/** Whether a request is for Holdpoint's own MCP server, which no connection can stand before. */
export function isForOwnServer({ kind, slug }: Target): boolean {
  return kind === "mcp" && slug === ownSlug;
}

/**
 * `/mcp/holdpoint`: every authenticated caller sees and takes back their own held calls there, and decides none. Calls of
 * its tools are recorded like any other before they are answered; policy is not asked, as nobody reaches more than is theirs.
 */
export async function serveOwn(
  dependencies: Dependencies,
  exchange: Exchange,
  accepted: Accepted,
  caller: Caller,
): Promise<Refusal | undefined> {
  exchange.facts.connection = ownSlug;
  const leaveLimits = dependencies.limits.enter(caller.callerId, ownSlug, limits);
  if (leaveLimits instanceof Refusal) return leaveLimits;
  const leaveCalls = dependencies.openCalls.enter(caller, exchange);
  try {
    const call = await parse(exchange.request, accepted);
    if (call instanceof Refusal) return call;
    noteCall(exchange, call);
    dependencies.factMasker.mask(exchange);
    // There is no stream to open and no session to end.
    if (call.kind !== "mcp" || call.httpMethod !== "POST") return new Refusal("method_not_allowed");
    const lying = disagreeingHeader(accepted.headers, call);
    if (lying !== null) return new Refusal("header_mismatch", `${lying} does not say what the message says.`);
    if (call.operation !== "tools/call") return answerOwn(exchange, call, ownTools);
    return await whileWritable(dependencies, () => callTool(dependencies, exchange, caller, call));
  } finally {
    leaveLimits();
    leaveCalls();
  }
}

async function callTool(
  dependencies: Dependencies,
  exchange: Exchange,
  { callerId }: Caller,
  call: McpCall,
): Promise<Refusal | undefined> {
  const input = call.params["arguments"] ?? {};
  const outcome = await runOwnTool(dependencies, exchange, {
    callerId,
    tool: call.tool ?? "",
    input: isObject(input) ? input : {},
  });
  if (outcome === undefined) return new Refusal("invalid_params", "There is no such tool here.");
  if (exchange.gone.aborted) return new Refusal("caller_gone");
  const failed = "error" in outcome;
  const finished = exchangeEvent(exchange, "call.finished", failed ? "failed" : "ok", {
    httpStatus: 200,
    durationMs: elapsedMs(exchange.startedAt),
    ...(failed && { errorCode: "tool_error" }),
  });
  await dependencies.ledger.append([finished]);
  answerOwn(exchange, call, ownTools, outcome);
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
