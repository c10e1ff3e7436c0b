import type { Entry } from "./prepare-events.ts";
import type { SendResult, WrittenEvent } from "./sink-driver.ts";

/** Refused one after the other before any other event was taken: then it is not the events that are wrong. */
const maxSuspects = 100;

export type Failure = { error: string; retry: "soon" | "slowly"; retryAfterMs: number };

/** What became of a batch: what was acknowledged, what was refused event by event, and why it ended early if it did. */
export type Sent = { accepted: Entry[]; refused: { entry: Entry; error: string }[]; failure?: Failure };

/** What the batches of one run know of each other. */
export type RunState = { hasAccepted: boolean; suspects: number; isFailing: boolean };

/**
 * Sends one batch. What is refused as a whole is halved until the events that are refused are known, unless the sink
 * refuses everything.
 */
export async function sendSplitting(
  entries: readonly Entry[],
  send: (events: readonly WrittenEvent[]) => Promise<SendResult>,
  run: RunState,
): Promise<Sent> {
  const sent: Sent = { accepted: [], refused: [] };
  const parts: Entry[][] = [entries.filter(({ text }) => text !== null)];
  for (let part = parts.pop(); part && part.length > 0; part = parts.pop()) {
    const result = await send(part.map(toWritten));
    const failure = judge(part, result, sent, run);
    if (failure) {
      run.isFailing = true;
      return { ...sent, failure };
    }
    const isRefused = result.outcome === "too-large" || result.outcome === "malformed";
    if (isRefused && part.length > 1) {
      const middle = Math.ceil(part.length / 2);
      parts.push(part.slice(middle), part.slice(0, middle));
    }
  }
  return sent;
}

function judge(part: Entry[], result: SendResult, sent: Sent, run: RunState): Failure | undefined {
  if (result.outcome === "accepted") {
    sent.accepted.push(...part);
    run.hasAccepted = true;
    return undefined;
  }
  const { error } = result;
  if (result.outcome === "retry") return { error, retry: "soon", retryAfterMs: result.retryAfterMs };
  if (result.outcome === "misconfigured") return { error, retry: "slowly", retryAfterMs: 0 };
  return result.outcome === "partly" ? judgeItems(part, result, sent, run) : judgeRefused(part, error, sent, run);
}

function judgeItems(
  part: Entry[],
  result: Extract<SendResult, { outcome: "partly" }>,
  sent: Sent,
  run: RunState,
): Failure | undefined {
  const refused = new Map(result.refused.map(({ id, error }) => [id, error]));
  const postponed = new Set(result.postponed);
  for (const entry of part) {
    const error = refused.get(entry.event.id);
    if (error !== undefined) sent.refused.push({ entry, error });
    else if (!postponed.has(entry.event.id)) sent.accepted.push(entry);
  }
  run.hasAccepted ||= sent.accepted.length > 0;
  run.suspects += refused.size;
  if (postponed.size > 0) return { error: result.error, retry: "soon", retryAfterMs: 0 };
  return isHopeless(run, result.error);
}

/** Only of one event alone is it known that it is the one. */
function judgeRefused(part: Entry[], error: string, sent: Sent, run: RunState): Failure | undefined {
  const [entry] = part;
  if (part.length > 1 || !entry) return undefined;
  sent.refused.push({ entry, error });
  run.suspects += 1;
  return isHopeless(run, error);
}

function isHopeless({ hasAccepted, suspects }: RunState, error: string): Failure | undefined {
  if (hasAccepted || suspects < maxSuspects) return undefined;
  return { error: `${error} It refuses every event it is sent.`, retry: "slowly", retryAfterMs: 0 };
}

function toWritten({ event, text }: Entry): WrittenEvent {
  return { id: event.id, at: event.at, text: text ?? "" };
}
