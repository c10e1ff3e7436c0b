import { cancelHold } from "#lib/holds/cancel-hold.ts";
import { findOwnHolds, type OwnHold } from "#lib/holds/find-own-holds.ts";
import type { Dependencies } from "../../dependencies.ts";
import type { Exchange } from "../../pipeline/exchange.ts";

const mostListed = 100;
const longestWaitS = 45;
const defaultWaitS = 30;

const id = {
  type: "string",
  description: "The hold's id, such as hold_01J…, as the answer to the held call named it.",
};
const hold = {
  type: "object",
  properties: { hold: { type: "object" } },
  required: ["hold"],
};
const reads = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** The tools, as `tools/list` tells of them. There is none that decides: people do, after signing in. */
export const ownTools = [
  {
    name: "list_holds",
    title: "List my held calls",
    description: "Your own calls that wait for people, or are being run; with `all`, those of the last 30 days too.",
    inputSchema: {
      type: "object",
      properties: { all: { type: "boolean", description: "Also what is over." } },
      additionalProperties: false,
    },
    outputSchema: {
      type: "object",
      properties: { holds: { type: "array", items: { type: "object" } } },
      required: ["holds"],
    },
    annotations: reads,
  },
  {
    name: "read_hold",
    title: "Read one held call",
    description: "How one of your held calls stands, who decided it and why, and what to do next.",
    inputSchema: { type: "object", properties: { id }, required: ["id"], additionalProperties: false },
    outputSchema: hold,
    annotations: reads,
  },
  {
    name: "wait_for_hold",
    title: "Wait for a decision",
    description: `Waits until people have decided one of your held calls, ${longestWaitS} seconds at most, then tells how it stands.`,
    inputSchema: {
      type: "object",
      properties: { id, seconds: { type: "integer", minimum: 1, maximum: longestWaitS } },
      required: ["id"],
      additionalProperties: false,
    },
    outputSchema: hold,
    annotations: reads,
  },
  {
    name: "cancel_hold",
    title: "Take a held call back",
    description:
      "Takes one of your held calls back while nothing was sent. It is not run then, whatever people decide.",
    inputSchema: { type: "object", properties: { id }, required: ["id"], additionalProperties: false },
    outputSchema: hold,
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  },
] as const;

type Means = Pick<Dependencies, "pool" | "waitingRoom" | "settings">;
export type ToolOutcome = { content: object } | { error: string };

/** Runs one of them for its caller, who sees and changes holds of their own only. Undefined where there is no such tool. */
export async function runOwnTool(
  means: Means,
  exchange: Exchange,
  call: { callerId: string; tool: string; input: Record<string, unknown> },
): Promise<ToolOutcome | undefined> {
  const { callerId, tool, input } = call;
  if (tool === "list_holds") {
    const wanted = { callerId, id: null, openOnly: input["all"] !== true, limit: mostListed };
    const holds = await findOwnHolds(means.pool, wanted);
    return { content: { holds: holds.map((each) => describe(each, means)) } };
  }
  if (!ownTools.some(({ name }) => name === tool)) return undefined;
  const found = await findHold(means, callerId, input["id"]);
  if (!found) return { error: "There is no such held call of yours. list_holds tells which there are." };
  exchange.facts.holdId = found.id;
  if (tool === "cancel_hold" && !(await cancelHold(means.pool, { id: found.id, callerId }))) {
    return found.state === "cancelled"
      ? { content: { hold: describe(found, means) } }
      : { error: `It is too late: the call is ${wordOf(found)}. ${nextStep(found)}` };
  }
  if (tool === "wait_for_hold" && found.state === "pending") {
    const budgetMs = waitOf(input["seconds"]) * 1_000;
    await means.waitingRoom.wait(found.id, { budgetMs, gone: [exchange.gone, exchange.shutOut] });
  }
  return { content: { hold: describe((await findHold(means, callerId, found.id)) ?? found, means) } };
}

async function findHold({ pool }: Means, callerId: string, id: unknown): Promise<OwnHold | undefined> {
  if (typeof id !== "string" || id.length > 64) return undefined;
  const [found] = await findOwnHolds(pool, { callerId, id, openOnly: false, limit: 1 });
  return found;
}

function waitOf(seconds: unknown): number {
  return typeof seconds === "number" && seconds > 0 ? Math.min(seconds, longestWaitS) : defaultWaitS;
}

function describe(found: OwnHold, { settings }: Means) {
  const { isDetached: _, state: _state, ...facts } = found;
  return {
    ...facts,
    state: wordOf(found),
    createdAt: found.createdAt.toISOString(),
    expiresAt: found.expiresAt.toISOString(),
    url: `${settings.consoleUrl}/approvals/${found.id}`,
    next: nextStep(found),
  };
}

function wordOf({ state }: OwnHold): string {
  return state === "executing" || state === "dispatched" ? "running" : state;
}

const notRun = "It has not run. Send the call again to ask anew, if it is still needed.";
const underWay = "It is being run. Send the identical call again for its answer.";

const nextSteps: Record<OwnHold["state"], string> = {
  pending: "Wait for people to decide, at the url. Do not change the call; that would ask anew.",
  approved: "Send the identical call again: it runs then, once.",
  executing: underWay,
  dispatched: underWay,
  completed: "It has run. The identical call gets its answer again for a while.",
  failed: "It was sent, and failed. Send the call again to ask anew, if it is still needed.",
  unknown: "It was sent, and may have run. Check what it was to change before asking again.",
  denied: "People said no. Do not ask for the same again.",
  expired: notRun,
  cancelled: notRun,
};

function nextStep({ state, isDetached }: OwnHold): string {
  return state === "approved" && isDetached ? "Poll its task or status URL: that runs it." : nextSteps[state];
}
