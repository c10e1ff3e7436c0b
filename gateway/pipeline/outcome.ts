import { readStoredAnswer, type StoredAnswer } from "#lib/holds/stored-answer.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { shutOutRefusal } from "../limits/open-calls.ts";
import { messageEvent } from "../message/event-stream.ts";
import { exchangeEvent, elapsedMs, type Exchange } from "./exchange.ts";
import { standingRefusal } from "./standing-refusal.ts";

/** What an approved call answered when it ran, for another request that asked for the same. */
export type Replay = { holdId: string; answer: StoredAnswer; finishedAt: Date | null };

/**
 * Waits, within the budget, for the end of a call that another request of the same caller runs or ran. Returns what it
 * answered, or what to tell the caller instead.
 */
export async function awaitOutcome(
  { pool, sealer, waitingRoom }: Dependencies,
  exchange: Exchange,
  hold: { id: string; budgetMs: number },
): Promise<Replay | Refusal> {
  const gone = [exchange.gone, exchange.shutOut];
  exchange.waits = true;
  const news = await waitingRoom.wait(hold.id, { budgetMs: hold.budgetMs, gone, until: "finished" });
  exchange.waits = false;
  if (news === "gone") return exchange.gone.aborted ? new Refusal("caller_gone") : shutOutRefusal(exchange);
  if (news === "pending") return new Refusal("hold_running").retryIn(5);
  exchange.facts.approver = news.approver;
  exchange.facts.reason = news.reason;
  if (news.state !== "completed" && news.state !== "failed") return standingRefusal(news);
  const { answer, finishedAt } = await readStoredAnswer(pool, sealer, hold.id);
  if (answer) return { holdId: hold.id, answer, finishedAt };
  return new Refusal(news.state === "completed" ? "answer_not_kept" : "hold_failed");
}

/** Records that a stored answer is given, then gives it: marked, so that nobody takes it for another run. */
export async function replay({ ledger }: Dependencies, exchange: Exchange, stored: Replay): Promise<undefined> {
  await ledger.append([exchangeEvent(exchange, "call.replayed", "ok", { durationMs: elapsedMs(exchange.startedAt) })]);
  const { answer } = stored;
  if (answer.kind === "http") sendStoredHttp(exchange, stored.holdId, answer);
  else sendMcp(exchange, stored, answer.message);
}

/** Sends a stored HTTP answer as it was, with the hold it is from. */
export function sendStoredHttp(
  { response, request }: Exchange,
  holdId: string,
  answer: Extract<StoredAnswer, { kind: "http" }>,
): void {
  const body = Buffer.from(answer.body, "base64");
  response.writeHead(answer.status, [
    ...answer.headers,
    "content-length",
    String(body.length),
    "holdpoint-replay",
    holdId,
  ]);
  response.end(request.method === "HEAD" ? undefined : body);
}

function sendMcp({ response, openStream, call }: Exchange, stored: Replay, message: string): void {
  const id = call?.kind === "mcp" ? call.id : null;
  const text = JSON.stringify(withMark({ ...(JSON.parse(message) as Record<string, unknown>), id }, stored));
  if (openStream) {
    openStream.stop();
    response.end(messageEvent(text));
    return;
  }
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(text);
}

/** The message with a note in its `_meta` of which hold it is the answer, and that it was not run again. */
function withMark(message: Record<string, unknown>, { holdId, finishedAt }: Replay): Record<string, unknown> {
  const { result } = message;
  if (typeof result !== "object" || result === null) return message;
  const meta = "_meta" in result && typeof result._meta === "object" ? result._meta : {};
  const mark = { id: holdId, status: "finished", replayed: true, finishedAt: finishedAt?.toISOString() ?? null };
  return { ...message, result: { ...result, _meta: { ...meta, "holdpoint/approval": mark } } };
}
