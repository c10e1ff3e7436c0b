import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readBacktest } from "#lib/backtests/read-backtest.ts";
import { startBacktest } from "#lib/backtests/start-backtest.ts";
import { newId } from "#lib/core/ids.ts";
import { createHold } from "#lib/holds/create-hold.ts";
import { addressRules } from "#lib/connections/address-rules.ts";
import { applyQueueMigrations } from "#lib/jobs/apply-queue-migrations.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { createSink } from "#lib/sinks/create-sink.ts";
import { askedOf } from "#lib/testing/holds.ts";
import { startHttpReceiver } from "#lib/testing/http-receiver.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { startWorker } from "./start-worker.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let db: TestDatabase;
let datadog: Datadog;
let worker: { stop(): Promise<void> };

beforeAll(async () => {
  db = await startTestDatabase();
  await applyQueueMigrations(db.url);
  datadog = await startDatadog(keys);
  const context = { actor: { kind: "system", name: "setup" }, database: db.database, sealer: db.sealer } as const;
  await createSink(context, { name: "Datadog", kind: "datadog", url: datadog.url, apiKey: keys.apiKey });
});
afterAll(async () => {
  await datadog.close();
  await db.close();
});
beforeEach(async () => {
  const logger = createLogger({ process: "worker", level: "silent" });
  worker = await startWorker({
    databaseUrl: db.url,
    sealer: db.sealer,
    logger,
    consoleUrl: "http://127.0.0.1:3000",
    webhookRules: addressRules(["127.0.0.0/8"]),
    renewSchedulesMs: 500,
  });
});
afterEach(() => worker.stop());

async function hold(expiresInS: number): Promise<string> {
  const id = newId("hold");
  const callId = newId("call");
  const call = { callId, connection: "everything", kind: "mcp", operation: "tools/call", tool: "get-sum" } as const;
  const caller = { userId: null, userName: null, agent: "bot", clientIp: "203.0.113.7" };
  const rule = {
    rule: "sums",
    message: null,
    policyVersion: 1,
    terms: askedOf(["approvers"], { expiresInS }),
    requirement: "r".repeat(64),
    excluded: [],
    toolSchema: null,
    original: null,
  };
  const request = { kind: "mcp", tool: "get-sum", arguments: { a: 1, b: 2 } } as const;
  const body = Buffer.from("{}");
  const payload = { callId, direction: "request", at: new Date(), headers: {}, body, contentType: null } as const;
  await createHold(
    db.pool,
    db.sealer,
    { id, ...call, ...caller, ...rule, request, requestDigest: newId("call"), callerId: "agent:bot" },
    {
      event: newEvent({ type: "call.held", status: "held", holdId: id, callId, agent: "bot" }),
      payload: { ...payload, bytes: 2, sha256: "0".repeat(64), truncated: false },
    },
  );
  return id;
}

async function stateOf(id: string): Promise<string> {
  const { rows } = await db.pool.query<{ state: string }>("select state from hold where id = $1", [id]);
  return rows[0]?.state ?? "absent";
}

function receivedIds(): string[] {
  return datadog.logs().map(({ attributes }) => (attributes["evt"] as { id: string }).id);
}

async function expiryJobs(): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>("select id from bullmq.job where queue = 'expire-hold'");
  return rows.map(({ id }) => id);
}

describe("the worker", () => {
  test("expires a hold at its time, well before the next sweep could", async () => {
    const id = await hold(1);
    await expect.poll(() => stateOf(id), { timeout: 4_000, interval: 20 }).toBe("expired");
    // By the database's own clock; this process may have looked at its own only later.
    const { rows } = await db.pool.query("select finished_at >= expires_at as in_time from hold where id = $1", [id]);
    expect(rows).toEqual([{ in_time: true }]);
  });

  test("ships the ledger to the sink within seconds", async () => {
    const { rows } = await db.pool.query<{ id: string }>("select id from audit_event order by id");
    await expect.poll(() => receivedIds().toSorted(), { timeout: 15_000 }).toEqual(rows.map(({ id }) => id));
  });

  test("runs a backtest that waits, whoever started it", async () => {
    const context = { actor: { kind: "system", name: "setup" }, database: db.database, sealer: db.sealer } as const;
    const { id } = await startBacktest(context, { document: { rules: [] }, days: 1 });
    await expect.poll(async () => (await readBacktest(context, { id })).state, { timeout: 5_000 }).toBe("completed");
  });

  test("makes the ledger's partitions ahead of the clock when it starts", async () => {
    const inAWeek = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", "");
    const count = async () => {
      const sql = "select count(*)::int as n from pg_class where relname = $1";
      return (await db.pool.query<{ n: number }>(sql, [`audit_event_${inAWeek}`])).rows[0]?.n;
    };
    await expect.poll(count, { timeout: 10_000 }).toBe(1);
  });

  test("goes on expiring holds and shipping events after its queue was wiped", async () => {
    const { rows } = await db.pool.query<{ name: string }>(
      "select format('bullmq.%I', tablename) as name from pg_tables where schemaname = 'bullmq' and tablename not like '%migration%'",
    );
    const id = await hold(1);
    await expect.poll(expiryJobs).toEqual([id]);
    await db.pool.query(`truncate ${rows.map(({ name }) => name).join(", ")} cascade`);
    expect(await expiryJobs()).toEqual([]);
    await expect.poll(() => stateOf(id), { timeout: 12_000 }).toBe("expired");
    await expect
      .poll(() => datadog.logs().some(({ attributes }) => JSON.stringify(attributes).includes(id)), { timeout: 12_000 })
      .toBe(true);
  });

  test("tells people of a hold that waits", async () => {
    const context = { actor: { kind: "system", name: "setup" }, database: db.database, sealer: db.sealer } as const;
    const receiver = await startHttpReceiver();
    const { id: channelId } = await createChannel(context, {
      name: "Pager",
      kind: "webhook",
      url: receiver.url,
      moments: ["opened"],
    });
    const id = await hold(60);
    await expect.poll(() => receiver.received.map(({ body }) => body).join(), { timeout: 10_000 }).toContain(id);
    await db.database.notificationChannel.delete({ where: { id: channelId } });
    await receiver.close();
  });
});
