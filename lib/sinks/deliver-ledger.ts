import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { batchEvents } from "./batch-events.ts";
import { movePosition, type Move } from "./move-position.ts";
import type { OpenedSink } from "./open-sink.ts";
import { prepareEvents, type Entry } from "./prepare-events.ts";
import { readUndelivered, type Position, type UndeliveredEvent } from "#lib/ledger/read-undelivered.ts";
import { recordRecovery, recordRefusals } from "./record-delivery.ts";
import { sendInOrder } from "./send-in-order.ts";
import { sendSplitting, type Failure, type RunState, type Sent } from "./send-splitting.ts";

/** Of one sink at a time; with them at most a few megabytes of events are in memory. */
const maxInFlight = 4;

export type LedgerDelivery =
  | { state: "caught-up" | "busy" | "stopped" | "unfinished" }
  | ({ state: "failing"; oldestAt: Date | null; retried: number } & Failure);

type Means = { pool: Pool; sealer: Sealer; signal?: AbortSignal | undefined };
type Account = Omit<Move, "from">;

/**
 * Ships what the sink has not got yet, in the ledger's order, several batches at a time. The position moves only behind
 * what was acknowledged, without a gap. `sentAhead` keeps what was acknowledged beyond it, for the next run to leave out.
 */
export async function deliverLedger(
  { pool, sealer, signal }: Means,
  sink: OpenedSink,
  sentAhead: Set<string>,
  endsAt: number,
): Promise<LedgerDelivery> {
  const tokenize = createTokenizer(sealer.fingerprint);
  const readSize = Math.min(5_000, Math.max(1_000, sink.driver.maxEntries));
  const run: RunState = { hasAccepted: false, suspects: 0, isFailing: false };
  let { position, held } = sink;
  let cursor = position;
  let account = emptyAccount(position);
  let passed: Entry[] = [];
  let failure: Failure | undefined;
  let oldestAt: Date | null = null;
  let retried = 0;
  let end: Exclude<LedgerDelivery["state"], "failing"> | undefined;

  async function next(): Promise<Entry[][] | undefined> {
    if (run.isFailing || end) return undefined;
    if (signal?.aborted || Date.now() > endsAt) {
      end = signal?.aborted ? "stopped" : "unfinished";
      return undefined;
    }
    const events = await readUndelivered(pool, cursor, readSize);
    const last = events.at(-1);
    if (!last) {
      end = "caught-up";
      return undefined;
    }
    cursor = positionOf(last);
    return batchEvents(await prepareEvents(pool, sink, events, tokenize, sentAhead), sink.driver);
  }

  async function settle(batch: Entry[], sent: Sent): Promise<void> {
    if (failure || sent.failure || end === "busy") {
      failure ??= sent.failure;
      if (sent.failure?.retry === "soon") retried += 1;
      oldestAt ??= batch[0]?.event.at ?? null;
      for (const { event } of sent.accepted) sentAhead.add(event.id);
      return;
    }
    account = add(account, batch, sent);
    passed.push(...batch.filter(({ was }) => was === "sent-before"));
    // An event is given up only where the sink takes others: one that refuses all is no judge of events.
    if (run.hasAccepted || account.deadLetters.length === 0) await advance();
  }

  async function advance(): Promise<void> {
    if (!(await movePosition(pool, sink.id, { from: position, ...account }))) {
      end = "busy";
      return;
    }
    if (account.deadLetters.length > 0) await recordRefusals(pool, sealer, sink.id, account.deadLetters);
    if (held && account.delivered > 0) {
      await recordRecovery(pool, sealer, sink.id);
      held = false;
    }
    for (const { event } of passed) sentAhead.delete(event.id);
    passed = [];
    position = account.to;
    account = emptyAccount(position);
  }

  await sendInOrder({
    // A sink that has been failing is asked with one batch first.
    maxInFlight: () => (sink.failing && !run.hasAccepted ? 1 : maxInFlight),
    next,
    send: (batch) => sendSplitting(batch, (events) => sink.driver.send(sink, events, signal), run),
    settle,
  });
  if (end === "busy") return { state: "busy" };
  if (failure) return signal?.aborted ? { state: "stopped" } : { state: "failing", oldestAt, retried, ...failure };
  const [suspect] = account.deadLetters;
  if (!suspect) return { state: end ?? "stopped" };
  const error = `${suspect.reason} Event ${suspect.eventId} is kept.`;
  return { state: "failing", error, retry: "soon", retryAfterMs: 0, oldestAt: suspect.eventAt, retried };
}

function emptyAccount(to: Position): Account {
  return { to, delivered: 0, skipped: 0, deadLetters: [], oldestAt: null };
}

function add(account: Account, batch: readonly Entry[], { accepted, refused }: Sent): Account {
  const last = batch.at(-1);
  const before = batch.filter(({ was }) => was === "sent-before").length;
  const leftOut = batch.filter(({ was }) => was === "left-out").length;
  const times = accepted.map(({ event }) => event.at.getTime());
  if (account.oldestAt) times.push(account.oldestAt.getTime());
  return {
    to: last ? positionOf(last.event) : account.to,
    delivered: account.delivered + accepted.length + before,
    skipped: account.skipped + leftOut,
    deadLetters: [
      ...account.deadLetters,
      ...refused.map(({ entry: { event }, error }) => ({ eventId: event.id, eventAt: event.at, reason: error })),
    ],
    oldestAt: times.length === 0 ? null : new Date(times.reduce((a, b) => Math.min(a, b))),
  };
}

function positionOf({ xact, at, id }: UndeliveredEvent): Position {
  return { xact, at, id };
}
