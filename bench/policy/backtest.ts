import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { readBacktest } from "#lib/backtests/read-backtest.ts";
import { runBacktest } from "#lib/backtests/run-backtest.ts";
import { startBacktest } from "#lib/backtests/start-backtest.ts";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import { createSealer } from "#lib/crypto/sealer.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { PolicyDocument } from "#lib/policies/schemas.ts";

const calls = 40_000;
const batch = 1_000;
const tools = Array.from({ length: 25 }, (_, index) => `tool_${index}`);
const sealer = createSealer("a benchmark's secret, used nowhere else");

/** A hundred rules: some about each tool, with a condition on its arguments or its caller, and some about all of them. */
const document: PolicyDocument = {
  rules: Array.from({ length: 100 }, (_, index) =>
    index < 96
      ? {
          id: `rule-${index}`,
          match: { connections: ["billing"], tools: [`tool_${index % 24}`] },
          when: index % 2 === 0 ? `args.amount > ${index * 10} && args.currency != "USD"` : `"vip" in caller.groups`,
          effect: "deny" as const,
        }
      : { id: `rule-${index}`, match: { connections: ["billing"] }, effect: "allow" as const },
  ),
};

export type BacktestFigures = { withArguments: number; withoutArguments: number };

/** How many past calls a second of processor time judges: read from a PostgreSQL of its own, evaluated, grouped, reported. */
export async function measureBacktest(): Promise<BacktestFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
  const url = postgres.url("bench");
  try {
    await applyMigrations(url);
    const pool = openPool({ url, name: "bench", statementTimeoutMs: 60_000 });
    const database = openDatabase({ url });
    await fill(pool);
    const context = { database, sealer, clientIp: "127.0.0.1" };
    const withoutArguments = await measure(pool, { ...context, actor: person(false) });
    const withArguments = await measure(pool, { ...context, actor: person(true) });
    await pool.end();
    await database.$disconnect();
    return { withArguments, withoutArguments };
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(pool: Pool, context: ServiceContext): Promise<number> {
  const rates: number[] = [];
  for (let run = 0; run < 3; run++) {
    const { id } = await startBacktest(context, { document, days: 1 });
    const before = process.cpuUsage();
    const logger = pino({ level: "silent" });
    await runBacktest({ pool, sealer, logger, environment: "bench", signal: new AbortController().signal });
    const { user, system } = process.cpuUsage(before);
    const { judged, state, result } = await readBacktest(context, { id });
    if (state !== "completed" || judged < calls) throw new Error(`the backtest ended ${state} after ${judged} calls`);
    if (context.actor.kind === "person" && context.actor.auditor && result?.withoutArguments !== 0) {
      throw new Error("arguments were not read");
    }
    rates.push(judged / ((user + system) / 1_000_000));
  }
  // The first run is warming up.
  return Math.max(...rates.slice(1));
}

async function fill(pool: Pool): Promise<void> {
  for (let start = 0; start < calls; start += batch) {
    const at = new Date(Date.now() - (calls - start) * 10);
    const records = Array.from({ length: batch }, (_, index) => callAt(at, start + index));
    await appendToLedger(pool, sealer, {
      events: records.map(({ event }) => event),
      payloads: records.map(({ payload }) => payload),
    });
  }
  await pool.query("analyze audit_event");
}

function callAt(at: Date, index: number) {
  const tool = tools[index % tools.length] ?? "";
  const callId = newId("call");
  const params = {
    name: tool,
    arguments: {
      amount: index % 5_000,
      currency: "EUR",
      customer: { id: `cus_${index}`, country: "DE" },
      note: "n".repeat(200),
    },
  };
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: index, method: "tools/call", params }));
  const event = newEvent({
    at,
    type: "call.finished",
    status: "ok",
    callId,
    connection: "billing",
    kind: "mcp",
    operation: "tools/call",
    tool,
    agent: `agent-${index % 7}`,
    decision: "allow",
    rule: "rule-96",
    policyVersion: 1,
    attrs: { "auth.groups": ["agents", "support"], "holdpoint.rules": ["rule-96"], "mcp.client.name": "bench" },
  });
  const payload = {
    callId,
    direction: "request" as const,
    at,
    headers: {},
    body,
    contentType: "application/json",
    bytes: body.length,
    sha256: createHash("sha256").update(body).digest("hex"),
    truncated: false,
  };
  return { event, payload };
}

function person(auditor: boolean): Person {
  return {
    kind: "person",
    id: "usr_bench",
    subject: "bench",
    email: "bench@example.com",
    name: "Bench",
    role: "admin",
    auditor,
    groups: [],
  };
}
