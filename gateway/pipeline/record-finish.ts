import { finishHold } from "#lib/holds/finish-hold.ts";
import type { StoredAnswer } from "#lib/holds/stored-answer.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import type { Dependencies } from "../dependencies.ts";
import { finishLate } from "../holds/finish-late.ts";
import { maskStoredUpload } from "../masking/mask-upload.ts";
import { endingAttributes } from "../mcp/note-message.ts";
import { recorderOf } from "../spool/recorder-of.ts";
import { uploadOf } from "./call.ts";
import { elapsedMs, exchangeEvent, type Exchange } from "./exchange.ts";

/** How a call that was forwarded ended, by what the body says and not only by the status line. */
export type Outcome = {
  status: "ok" | "failed" | "unknown" | "cancelled";
  errorCode: string | null;
  httpStatus: number | null;
  upstreamMs: number;
  payload: CapturedPayload | null;
  /** Of an approved call: what an identical request gets. */
  answer?: StoredAnswer | null;
};

/** Commits `call.finished`, and with it the end of the hold where there is one. Throws where that is not possible. */
export async function recordFinish(dependencies: Dependencies, exchange: Exchange, outcome: Outcome): Promise<void> {
  const { pool, sealer } = dependencies;
  const { payload, execution } = { payload: outcome.payload, execution: exchange.execution };
  const payloads = payload ? [payload] : [];
  const upload = uploadOf(exchange.call);
  if (upload) {
    exchange.facts.requestBytes = upload.bytes;
    payloads.push(await maskStoredUpload(dependencies, exchange, upload));
  }
  const finished: AuditEvent = exchangeEvent(exchange, "call.finished", outcome.status, {
    errorCode: outcome.errorCode,
    httpStatus: outcome.httpStatus,
    upstreamMs: outcome.upstreamMs,
    durationMs: elapsedMs(exchange.startedAt),
    responseBytes: payload?.bytes ?? 0,
    attrs: endingAttributes(exchange.call, outcome.errorCode),
  });
  if (execution === null) return recorderOf(dependencies, exchange).append([finished], payloads, { keep: true });
  const state = outcome.status === "ok" ? "completed" : outcome.status === "failed" ? "failed" : "unknown";
  const hold = { id: execution.holdId, fence: execution.fence, state, answer: outcome.answer ?? null } as const;
  const records = { events: [finished], payloads };
  return finishHold(pool, sealer, hold, records).catch((error: unknown) => {
    dependencies.detachedRuns.start(() => finishLate(dependencies, hold, records));
    throw error;
  });
}
