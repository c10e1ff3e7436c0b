import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { ChaosCall, LastWord } from "./callers.ts";

type Finished = ChaosCall & { word: LastWord | undefined };
type HoldRow = { n: number; id: string; state: string; fence: number; events: string[] | null };

/** What each last word says of the hold. */
const told: Record<LastWord, readonly string[]> = {
  ran: ["completed"],
  denied: ["denied"],
  expired: ["expired"],
  cancelled: ["cancelled"],
  // A gateway that was taken for dead may still come back with the outcome.
  unknown: ["unknown", "completed"],
  failed: ["failed"],
  "kept-nothing": ["completed"],
};

/** The event that there is exactly one of for a hold that ended so. */
const ends: Record<string, string> = {
  denied: "hold.denied",
  expired: "hold.expired",
  cancelled: "hold.cancelled",
  completed: "call.finished",
};

/**
 * Broken promises, in words: a call that reached the upstream twice, or after a no, or without a record; a caller without
 * an answer, or with one that is not so; a move without its event, or an event without its move.
 */
export async function findViolations(
  stores: { pool: Pool; sealer: Sealer },
  journal: ReadonlyMap<number, number>,
  calls: readonly Finished[],
): Promise<string[]> {
  const found: string[] = [];
  const holds = await readHolds(stores);
  for (const call of calls) {
    const { n, fate, style, word } = call;
    const say = (what: string): void => void found.push(`call ${n} (${fate}, ${style}): ${what}`);
    const sent = journal.get(n) ?? 0;
    const own = holds.filter((hold) => hold.n === n);
    if (sent > 1) say(`reached the upstream ${sent} times`);
    if (word === undefined) say(`never got an answer; its holds are ${own.map(({ state }) => state).join(", ")}`);
    // An end that could not be told, because the gateway was killed, is asked for anew by whoever asks again.
    const mayAskAnew = fate === "deny" || fate === "ignore";
    if (own.length !== 1 && !(mayAskAnew && own.length > 1)) say(`has ${own.length} holds`);
    const states = own.map(({ state }) => state);
    if (word !== undefined && !states.some((state) => told[word].includes(state))) {
      say(`was told ${word}, but its hold is ${states.join(", ")}`);
    }
    for (const hold of own) checkHold(hold, call, sent, say);
  }
  return found;
}

function checkHold(hold: HoldRow, { fate }: Finished, sent: number, say: (what: string) => void): void {
  const count = (type: string): number => (hold.events ?? []).filter((event) => event === type).length;
  const { state } = hold;
  if (fate !== "approve" && sent > 0) say(`ran, though people were to ${fate} it`);
  if (["pending", "approved", "executing", "dispatched"].includes(state)) say(`its hold is still ${state}`);
  if (state === "completed" && sent !== 1) say(`is completed, and reached the upstream ${sent} times`);
  if (sent > 0 && count("call.started") !== 1) say(`was sent with ${count("call.started")} records of its start`);
  if (count("call.started") > 1) say("was started twice");
  if (count("call.held") !== 1) say(`was held with ${count("call.held")} records`);
  if (count("hold.claimed") !== hold.fence)
    say(`was claimed ${hold.fence} times with ${count("hold.claimed")} records`);
  const wantsApproval = hold.fence > 0 || state === "completed";
  if (wantsApproval && count("hold.approved") !== 1) say(`was approved with ${count("hold.approved")} records`);
  const end = ends[state];
  if (end !== undefined && count(end) !== 1) say(`is ${state} with ${count(end)} records of ${end}`);
  if (state === "unknown" && count("hold.unknown") + count("call.finished") === 0) say("is unknown without a record");
}

async function readHolds({ pool, sealer }: { pool: Pool; sealer: Sealer }): Promise<HoldRow[]> {
  const { rows } = await pool.query<Omit<HoldRow, "n"> & { request: Buffer }>(
    `select id, state, fence, request_sealed as request,
       (select array_agg(type order by at) from audit_event where hold_id = hold.id) as events from hold`,
  );
  return rows.map(({ request, ...row }) => {
    const { arguments: args, body } = JSON.parse(sealer.open("hold", request).toString("utf8")) as Request;
    return { ...row, n: args?.n ?? body?.n ?? -1 };
  });
}

type Request = { arguments?: { n: number }; body?: { n: number } };
