import type { EventRow } from "#lib/ledger/schemas.ts";

export type Moment = { name: string; at: Date; sincePreviousMs: number | null };

type Step = Pick<EventRow, "type" | "at" | "durationMs" | "decision" | "status">;

const names: Partial<Record<EventRow["type"], string>> = {
  "call.held": "held",
  "call.rejoined": "asked for again",
  "hold.voted": "approved by one of several",
  "hold.approved": "approved",
  "hold.broke-glass": "released alone",
  "hold.denied": "denied",
  "hold.expired": "expired",
  "hold.cancelled": "taken back",
  "hold.escalated": "escalated",
  "hold.unknown": "outcome unknown",
  "grant.used": "let through by a grant",
  "call.started": "sent",
  "call.replayed": "answered with the stored result",
};

/**
 * When a call was received, decided, held, approved, sent and answered, oldest first. Received is counted back from how
 * long the call took; the decision falls into the moment of the first event that carries it.
 */
export function callMoments(timeline: readonly Step[]): Moment[] {
  const found: { name: string; at: Date }[] = [];
  const end = timeline.findLast(({ type }) => type === "call.finished" || type === "call.refused");
  if (end && end.durationMs !== null) found.push({ name: "received", at: new Date(end.at.getTime() - end.durationMs) });
  const judged = timeline.find(({ decision }) => decision !== null);
  if (judged && judged.type !== "call.finished") found.push({ name: decided(judged), at: judged.at });
  for (const { type, at, status } of timeline) {
    const name = type === "call.finished" ? `answered, ${status}` : type === "call.refused" ? "refused" : names[type];
    if (name !== undefined) found.push({ name, at });
  }
  const inOrder = found.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return inOrder.map(({ name, at }, index) => {
    const previous = inOrder[index - 1];
    return { name, at, sincePreviousMs: previous ? at.getTime() - previous.at.getTime() : null };
  });
}

function decided({ decision }: Step): string {
  return decision === "hold" ? "decided: hold" : `decided: ${decision}`;
}
