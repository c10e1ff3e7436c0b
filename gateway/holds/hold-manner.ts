import type { Caller } from "../identity/caller.ts";
import { declaresTasks } from "../mcp/tasks/declares-tasks.ts";
import { headerPairs, headerValue, type RawHeaders } from "../message/raw-headers.ts";
import type { Call } from "../pipeline/call.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";

/** The longest that a request is kept open because its caller asked for it. */
const longestWaitS = 600;

/**
 * How the caller of a held call waits: `budgetMs` on the request itself; afterwards it asks again (null), polls a task,
 * or polls the status URL. `applied`: what was honoured of its Prefer header (RFC 7240).
 */
export type HoldManner = { budgetMs: number; elsewhere: "task" | "status" | null; applied: string | null };

/** Budgets in ms by the name of the agent or MCP client, in lower case. */
export type HoldBudgets = ReadonlyMap<string, number>;

export function holdManner(
  { call, caller, headers }: { call: Call; caller: Caller; headers: RawHeaders },
  connection: LiveConnection,
  budgets: HoldBudgets,
): HoldManner {
  const budgetMs = budgetOf(call, caller, budgets) ?? connection.holdBudgetMs;
  if (call.kind === "mcp") {
    return declaresTasks(call) && call.operation === "tools/call" && call.id !== null
      ? { budgetMs: 0, elsewhere: "task", applied: null }
      : { budgetMs, elsewhere: null, applied: null };
  }
  const { waitS, respondAsync } = readPrefer(headers);
  const applied = [respondAsync && "respond-async", waitS !== null && `wait=${waitS}`].filter(Boolean).join(", ");
  return {
    budgetMs: waitS === null ? (respondAsync ? 0 : budgetMs) : waitS * 1000,
    elsewhere: respondAsync ? "status" : null,
    applied: applied === "" ? null : applied,
  };
}

/** `wait` (seconds) and `respond-async` of RFC 7240; of a preference that is given twice the first counts. */
export function readPrefer(headers: RawHeaders): { waitS: number | null; respondAsync: boolean } {
  const preferences = (headerValue(headers, "prefer") ?? "").split(",").map((part) => part.trim().toLowerCase());
  const wait = preferences.map((preference) => /^wait\s*=\s*"?(\d{1,6})"?(?:\s*;.*)?$/.exec(preference)?.[1]);
  const first = wait.find((seconds) => seconds !== undefined);
  return {
    waitS: first === undefined ? null : Math.min(Number(first), longestWaitS),
    respondAsync: preferences.some((preference) => /^respond-async(?:\s*;.*)?$/.test(preference)),
  };
}

/** Headers without what of `Prefer` was for the gateway: an upstream could take it for itself, and answer before it is done. */
export function withoutWaiting(headers: RawHeaders): RawHeaders {
  const kept: string[] = [];
  for (const [name, value] of headerPairs(headers)) {
    const passed = name.toLowerCase() === "prefer" ? othersOf(value) : value;
    if (passed !== "") kept.push(name, passed);
  }
  return kept;
}

function othersOf(prefer: string): string {
  const preferences = prefer.split(",").map((part) => part.trim());
  return preferences.filter((preference) => !/^(?:wait|respond-async)\s*(?:[=;]|$)/i.test(preference)).join(", ");
}

function budgetOf(call: Call, { agent }: Caller, budgets: HoldBudgets): number | undefined {
  if (budgets.size === 0) return undefined;
  const client = call.kind === "mcp" ? call.clientName : null;
  return budgets.get(agent?.toLowerCase() ?? "") ?? budgets.get(client?.toLowerCase() ?? "");
}
