import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newEvent } from "#lib/ledger/new-event.ts";
import { LedgerWriter } from "#lib/ledger/ledger-writer.ts";
import { openPool } from "#lib/database/pool.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import type { SnapshotDocument } from "#lib/snapshot/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { diskFolder } from "../testing/disk-folder.ts";
import { allowAll, startTestGateway, until, type LedgerRow, type TestGateway } from "../testing/start-test-gateway.ts";
import { openSpools } from "./open-spools.ts";
import { Spool } from "./spool.ts";
import { SpooledLedger } from "./spooled-ledger.ts";

let base: TestDatabase;
let disk: ReturnType<typeof diskFolder>;
let gateway: TestGateway;
let key: string;

beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());
beforeEach(async () => {
  disk = diskFolder();
  await start();
});
afterEach(async () => {
  await bringBack();
  await stop();
  disk.remove();
});

const heldPath: Rule = {
  id: "held-path",
  match: { paths: ["/held"] },
  effect: "hold",
  approval: { groups: ["approvers"], expiresInS: 60 },
};

async function start(): Promise<void> {
  const options = { folder: disk.folder, sealer: base.sealer, maxBytes: 1_000_000, maxAgeMs: 60_000 };
  const spools = await openSpools({ ...options, slot: 0, processes: 1 });
  gateway = await startTestGateway({ database: { ...base, close: async () => {} }, spools });
  key = gateway.addKey();
  await gateway.publish([heldPath, allowAll], spooled);
}

async function stop(): Promise<void> {
  await gateway.close();
  await base.pool.query("delete from snapshot");
}

/** `api` and `tools` are recorded spooled, `strict` is the same API recorded strictly. */
function spooled(document: SnapshotDocument): void {
  const api = document.connections.find(({ slug }) => slug === "api");
  if (!api) throw new Error("no api");
  document.connections.push({ ...api, slug: "strict" });
  for (const connection of document.connections) {
    if (connection.slug !== "strict") connection.recording = "spooled";
  }
  document.tools = { tools: [{ name: "look", annotations: { readOnlyHint: true }, schemaHash: "s" }] };
}

/** From now on nothing can be appended to the ledger. */
async function takeAway(): Promise<void> {
  await base.pool.query("alter table audit_event rename to hidden_event");
}

async function bringBack(): Promise<void> {
  await base.pool.query("alter table if exists hidden_event rename to audit_event");
}

type Init = { method?: string; body?: string; headers?: Record<string, string> };

function call(path: string, init: Init = {}): Promise<Response> {
  return fetch(`${gateway.url}${path}`, { ...init, headers: { "dd-api-key": key, ...init.headers } });
}

function callTool(name: string): Promise<Response> {
  const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: {} } };
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  return call("/mcp/tools", { method: "POST", headers, body: JSON.stringify(message) });
}

async function spoolState(): Promise<string> {
  return ((await (await fetch(`${gateway.url}/healthz`)).json()) as { spool: string }).spool;
}

async function eventsAbout(operation: string): Promise<LedgerRow[]> {
  return (await gateway.events()).filter((event) => event.operation === operation);
}

test("while the ledger is away, reads go on and are in it afterwards, once each; everything else is refused", async () => {
  await call("/http/api/before");
  await takeAway();
  const reads = await Promise.all(Array.from({ length: 20 }, (_, n) => call(`/http/api/read/${n}`)));
  expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 200));
  expect(await spoolState()).toBe("in use");

  const sent = gateway.upstream.seen.length;
  expect((await call("/http/strict/read")).status).toBe(503);
  expect((await call("/http/api/write", { method: "POST", body: "x" })).status).toBe(503);
  expect((await call("/http/api/held")).status).toBe(503);
  expect((await callTool("act")).status).toBe(503);
  expect(gateway.upstream.seen.length).toBe(sent);
  expect((await callTool("look")).status).toBe(200);

  await bringBack();
  await until(async () => (await spoolState()) === "empty");
  const looked = (await eventsAbout("tools/call")).filter(({ tool }) => tool === "look");
  expect(looked.map(({ type }) => type)).toEqual(["call.started", "call.finished"]);
  for (let n = 0; n < 20; n++) {
    const events = await eventsAbout(`GET /read/${n}`);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(["call.finished", "call.started"]));
    expect(events).toHaveLength(2);
    expect(events.map(({ attrs }) => attrs["holdpoint.backfill"])).toEqual([true, true]);
    const { rows } = await base.pool.query("select direction, body_sealed from audit_payload where call_id = $1", [
      events[0]?.call_id,
    ]);
    expect(new Set(rows.map(({ direction }) => direction))).toEqual(new Set(["request", "response"]));
    const response = rows.find(({ direction }) => direction === "response");
    expect(base.sealer.open("payload", response.body_sealed).toString()).toContain("{");
  }
  const [before] = await eventsAbout("GET /before");
  expect(before?.attrs).not.toHaveProperty("holdpoint.backfill");
  await call("/http/api/after");
  expect((await eventsAbout("GET /after")).map(({ attrs }) => attrs["holdpoint.backfill"])).toEqual([
    undefined,
    undefined,
  ]);
});

test("a spool that is full means 503, and nothing is sent", async () => {
  await takeAway();
  const bodies = await Promise.all(
    Array.from({ length: 20 }, (_, n) => call(`/http/api/${n}/${"x".repeat(7_000)}`).then(({ status }) => status)),
  );
  expect(bodies).toContain(200);
  const statuses: number[] = [];
  await until(async () => {
    statuses.push((await call(`/http/api/${"x".repeat(7_000)}`, { headers: { accept: "y".repeat(15_000) } })).status);
    return statuses.at(-1) === 503;
  });
  const sent = gateway.upstream.seen.length;
  expect((await call(`/http/api/more`, { headers: { accept: "y".repeat(15_000) } })).status).toBe(503);
  expect(gateway.upstream.seen.length).toBe(sent);
});

test("a gateway whose database is gone is ready for reads, and records them once it is back", async () => {
  const address = new URL(base.url);
  const name = address.pathname.slice(1);
  address.pathname = "/postgres";
  const admin = openPool({ url: address.href, size: 1, name: "test-admin" });
  await admin.query(`alter database ${name} with allow_connections false`);
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  expect((await call("/http/api/meanwhile")).status).toBe(200);
  const health = await fetch(`${gateway.url}/healthz`);
  expect([health.status, await health.json()]).toMatchObject([200, { ledger: "unreachable", spool: "in use" }]);
  await admin.query(`alter database ${name} with allow_connections true`);
  await admin.end();
  await until(async () => (await spoolState()) === "empty");
  expect(await eventsAbout("GET /meanwhile")).toHaveLength(2);
});

test("what a stopped gateway left in its spool is in the ledger once the next one runs", async () => {
  await takeAway();
  expect((await call("/http/api/left")).status).toBe(200);
  await stop();
  await bringBack();
  await start();
  await until(async () => (await spoolState()) === "empty");
  expect(await eventsAbout("GET /left")).toHaveLength(2);
});

test("a read that the ledger saw start may end in the spool", async () => {
  gateway.upstream.answerWith((seen, response) => {
    if (!seen.url.endsWith("/slow")) return response.end("{}");
    void takeAway().then(() => response.end("late"));
    return undefined;
  });
  const answer = await call("/http/api/slow");
  expect(await answer.text()).toBe("late");
  await bringBack();
  await until(async () => (await eventsAbout("GET /slow")).length === 2);
  const [started, finished] = await eventsAbout("GET /slow");
  expect(started?.attrs).not.toHaveProperty("holdpoint.backfill");
  expect(finished?.attrs).toHaveProperty("holdpoint.backfill", true);
});

test("what the ledger has taken without saying so is not doubled by the spool", async () => {
  const own = await Spool.open({ folder: `${disk.folder}/other`, sealer: base.sealer, maxBytes: 1e6, maxAgeMs: 6e4 });
  const event = newEvent({ type: "call.started", status: "started", operation: "ambiguous" });
  const ledger = new LedgerWriter(base);
  await ledger.append([event]);
  await own.append({ events: [event], payloads: [] }, { isEnding: false });
  const spooledLedger = new SpooledLedger({ ...base, ledger, own, left: [], logger: pino({ level: "silent" }) });
  await until(() => spooledLedger.state === "empty");
  const events = await eventsAbout("ambiguous");
  expect(events.map(({ attrs }) => attrs)).toEqual([{}]);
  await spooledLedger.close();
  await ledger.close();
});

test("a record that PostgreSQL refuses does not keep the others in the spool", async () => {
  const own = await Spool.open({ folder: `${disk.folder}/other`, sealer: base.sealer, maxBytes: 1e6, maxAgeMs: 6e4 });
  const good = newEvent({ type: "call.started", status: "started", operation: "good" });
  const bad = { ...newEvent({ type: "call.started", status: "started" }), durationMs: 1e12 };
  for (const events of [[bad], [good]]) await own.append({ events, payloads: [] }, { isEnding: false });
  const ledger = new LedgerWriter(base);
  const spooledLedger = new SpooledLedger({ ...base, ledger, own, left: [], logger: pino({ level: "silent" }) });
  await until(() => spooledLedger.state === "empty");
  expect(await eventsAbout("good")).toHaveLength(1);
  await expect(spooledLedger.append([{ ...bad, id: "evt_other" }])).rejects.toMatchObject({ code: "unavailable" });
  expect(spooledLedger.state).toBe("empty");
  await spooledLedger.close();
  await ledger.close();
});
