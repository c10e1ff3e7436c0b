import { setTimeout as delay } from "node:timers/promises";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import type { Pool } from "#lib/database/pool.ts";

const pageSize = 2_000;
const tickMs = 10;

/** Appends `count` events as fast as it goes. */
export async function fillLedger(pool: Pool, count: number): Promise<void> {
  for (let left = count; left > 0; left -= pageSize) await append(pool, Math.min(left, pageSize));
}

/**
 * Appends `perSecond` events a second until `until` settles, in small transactions as gateways do. One that fails is not
 * written again: the ledger is what counts.
 */
export async function writeSteadily(pool: Pool, perSecond: number, until: Promise<unknown>): Promise<void> {
  const ending = new AbortController();
  const ended = until.finally(() => ending.abort());
  // Awaited at the end.
  ended.catch(() => {});
  const startedAt = performance.now();
  let written = 0;
  while (!ending.signal.aborted) {
    const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1_000);
    if (due > written) await append(pool, due - written).catch(() => {});
    written = due;
    await delay(tickMs);
  }
  await ended;
}

async function append(pool: Pool, count: number): Promise<void> {
  const { name, sql, parameters } = insertEventsStatement(Array.from({ length: count }, (_, n) => callEvent(n)));
  await pool.query({ name, text: sql, values: parameters });
}

/** Start and end of calls in turns, as large as they are in life. */
function callEvent(n: number): AuditEvent {
  const isEnd = n % 2 === 1;
  return newEvent({
    type: isEnd ? "call.finished" : "call.started",
    status: isEnd ? "ok" : "started",
    callId: "call_01J5ZK8X3Q7V9M2N4P6R8T0W1Y",
    userId: "00u1a2b3c4d5e6f7g8h9",
    userName: "sam@example.com",
    agent: "deploy-bot",
    connection: "everything",
    kind: "mcp",
    operation: "tools/call",
    tool: `tool-${n % 50}`,
    decision: "allow",
    rule: "everything-is-allowed",
    policyVersion: 3,
    clientIp: "203.0.113.7",
    ...(isEnd && { httpStatus: 200, durationMs: 12, upstreamMs: 9, responseBytes: 2_210 }),
    requestBytes: 1_841,
    attrs: {
      "auth.method": "jwt",
      "user_agent.original": "claude-code/2.1",
      "mcp.client.name": "claude-code",
      "mcp.protocol": "2026-07-28",
      "holdpoint.rules": ["everything-is-allowed"],
    },
  });
}
