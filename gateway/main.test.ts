import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { createServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";
import { sealCredential } from "#lib/credentials/seal-credential.ts";
import { newGatewayKey } from "#lib/crypto/gateway-key.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { decideTestHold } from "./testing/decide-test-hold.ts";
import { startTestUpstream } from "./testing/test-upstream.ts";

let database: TestDatabase;
let port: number;
let child: ChildProcess | undefined;
beforeEach(async () => {
  database = await startTestDatabase();
  port = await freePort();
});
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  await database.close();
});

function start(env: Record<string, string> = {}): { process: ChildProcess; stderr: () => string } {
  child = spawn(process.execPath, ["--import", "tsx", "gateway/main.ts"], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      HOLDPOINT_SECRET: database.secret,
      GATEWAY_PORT: String(port),
      GATEWAY_URL: `http://127.0.0.1:${port}`,
      CONSOLE_URL: "http://console.test",
      OIDC_ISSUER: "http://127.0.0.1:9",
      LOG_LEVEL: "silent",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  return { process: child, stderr: () => stderr };
}

/** Asked on a connection of its own, so that whichever process takes the next connection answers. */
async function health(): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`, {
    headers: { connection: "close" },
    signal: AbortSignal.timeout(1_000),
  });
  return { status: response.status, body: await response.json() };
}

test("it is ready once it has a snapshot, without waiting for the identity provider, and ends on SIGTERM", async () => {
  const gateway = start();
  await once(gateway.process, "message");
  expect(await health()).toMatchObject({ status: 503, body: { ready: false, ledger: "reachable" } });
  await database.pool.query("insert into snapshot (id, version, document) values (1, 1, $1)", [
    JSON.stringify({ connections: [], policy: { version: 0, document: { rules: [] } }, gatewayKeys: [] }),
  ]);
  await expect.poll(health, { timeout: 10_000 }).toMatchObject({
    status: 200,
    body: { ready: true, draining: false, snapshot: { version: 1, ageMs: expect.any(Number) } },
  });
  gateway.process.kill("SIGTERM");
  expect(await once(gateway.process, "exit")).toEqual([0, null]);
});

test("it ends when its supervisor is gone", async () => {
  const gateway = start();
  await once(gateway.process, "message");
  gateway.process.disconnect();
  expect(await once(gateway.process, "exit")).toEqual([0, null]);
});

async function untilServing(gateway: ChildProcess): Promise<number[]> {
  const [said] = (await once(gateway, "message")) as [{ processes: number[] }];
  return said.processes;
}

test("each of its processes serves the port, and one that dies is replaced", async () => {
  await database.pool.query("insert into snapshot (id, version, document) values (1, 1, $1)", [
    JSON.stringify({ connections: [], policy: { version: 0, document: { rules: [] } }, gatewayKeys: [] }),
  ]);
  const gateway = start({ GATEWAY_PROCESSES: "2" });
  const before = await untilServing(gateway.process);
  expect(before).toHaveLength(2);
  expect(await health()).toMatchObject({ status: 200 });
  const [victim = 0, other] = before;
  const replaced = untilServing(gateway.process);
  process.kill(victim, "SIGKILL");
  const after = await replaced;
  for (let call = 0; call < 8; call++) expect(await health()).toMatchObject({ status: 200 });
  expect(after).toHaveLength(2);
  expect(after).toContain(other);
  expect(after).not.toContain(victim);
  gateway.process.kill("SIGTERM");
  expect(await once(gateway.process, "exit")).toEqual([0, null]);
});

test("its processes end with it, however it ends", async () => {
  const gateway = start({ GATEWAY_PROCESSES: "2" });
  const processes = await untilServing(gateway.process);
  gateway.process.kill("SIGKILL");
  await expect.poll(() => processes.filter(isAlive), { timeout: 5_000 }).toEqual([]);
});

test("on SIGTERM a call that runs is finished and recorded before its process ends", async () => {
  const upstream = await startTestUpstream();
  const { key, hash } = newGatewayKey();
  const shared = { groups: [], holdBudgetMs: 1_000, credential: null };
  const rules = [{ id: "allow-all", match: {}, effect: "allow" }];
  await database.pool.query("insert into snapshot (id, version, document) values (1, 1, $1)", [
    JSON.stringify({
      connections: [{ slug: "api", kind: "http", baseUrl: upstream.url, ...shared }],
      policy: { version: 1, document: { rules } },
      gatewayKeys: [{ id: "key_1", hash, agent: "bot", user: null, groups: [], connections: [], expiresAt: null }],
    }),
  ]);
  const gateway = start({ GATEWAY_PROCESSES: "2", UPSTREAM_ALLOW_PRIVATE: "127.0.0.0/8" });
  await untilServing(gateway.process);
  const arrived = new Promise<ServerResponse>((resolve) => upstream.answerWith((_, response) => resolve(response)));
  const call = fetch(`http://127.0.0.1:${port}/http/api/slow`, { headers: { authorization: `Bearer ${key}` } });
  const waiting = await arrived;
  const ended = once(gateway.process, "exit");
  gateway.process.kill("SIGTERM");
  await expect.poll(() => health().catch(() => "gone"), { timeout: 5_000 }).toBe("gone");
  waiting.end("done");
  expect(await (await call).text()).toBe("done");
  expect(await ended).toEqual([0, null]);
  const { rows } = await database.pool.query("select type, status from audit_event order by at, id");
  expect(rows).toEqual([
    { type: "call.started", status: "started" },
    { type: "call.finished", status: "ok" },
  ]);
  await upstream.close();
});

test("a decision wakes its waiters in whichever process they are, at once, and equal calls of two processes run once", async () => {
  const upstream = await startTestUpstream();
  const { key, hash } = newGatewayKey();
  const approval = { groups: ["approvers"], expiresInS: 60 };
  await database.pool.query("insert into snapshot (id, version, document) values (1, 1, $1)", [
    JSON.stringify({
      connections: [
        { slug: "api", kind: "http", baseUrl: upstream.url, groups: [], holdBudgetMs: 20_000, credential: null },
      ],
      policy: { version: 1, document: { rules: [{ id: "ask", match: {}, effect: "hold", approval }] } },
      gatewayKeys: [{ id: "key_1", hash, agent: "bot", user: null, groups: [], connections: [], expiresAt: null }],
    }),
  ]);
  const gateway = start({ GATEWAY_PROCESSES: "2", UPSTREAM_ALLOW_PRIVATE: "127.0.0.0/8" });
  await untilServing(gateway.process);
  async function call(path: string): Promise<number> {
    const headers = { authorization: `Bearer ${key}`, connection: "close" };
    const response = await fetch(`http://127.0.0.1:${port}/http/api${path}`, { method: "POST", headers });
    await response.text();
    return response.status;
  }
  // Connections go to the processes in turn, so that each of them has some of both kinds.
  const calls = ["/a", "/b", "/c", "/d", "/same", "/same"].map(call);
  await expect
    .poll(async () => {
      return (await database.pool.query("select 1 from audit_event where type in ('call.held', 'call.rejoined')"))
        .rowCount;
    })
    .toBe(6);
  const holdOf = async (path: string): Promise<string[]> => {
    const { rows } = await database.pool.query<{ id: string }>("select id from hold where operation = $1", [
      `POST ${path}`,
    ]);
    return rows.map(({ id }) => id);
  };
  const decidedAt = performance.now();
  for (const [index, path] of ["/a", "/b", "/c", "/d"].entries()) {
    for (const id of await holdOf(path)) await decideTestHold(database.pool, id, "approved");
    expect(await calls[index]).toBe(200);
  }
  // Without bells each would be found at the next look, every two seconds.
  expect(performance.now() - decidedAt).toBeLessThan(2_000);
  const shared = await holdOf("/same");
  expect(shared).toHaveLength(1);
  await decideTestHold(database.pool, shared[0] ?? "", "approved");
  expect(await Promise.all(calls.slice(4))).toContain(200);
  expect(upstream.seen.map(({ url }) => url).toSorted()).toEqual(["/a", "/b", "/c", "/d", "/same"]);
  await upstream.close();
});

test("limits count across its processes", async () => {
  const upstream = await startTestUpstream();
  const { key, hash } = newGatewayKey();
  await database.pool.query("insert into snapshot (id, version, document) values (1, 1, $1)", [
    JSON.stringify({
      connections: [
        { slug: "api", kind: "http", baseUrl: upstream.url, groups: [], holdBudgetMs: 1_000, credential: null },
      ],
      policy: { version: 1, document: { rules: [{ id: "allow-all", match: {}, effect: "allow" }] } },
      gatewayKeys: [{ id: "key_1", hash, agent: "bot", user: null, groups: [], connections: [], expiresAt: null }],
    }),
  ]);
  const gateway = start({ GATEWAY_PROCESSES: "2", UPSTREAM_ALLOW_PRIVATE: "127.0.0.0/8", CALLS_AT_ONCE: "1" });
  await untilServing(gateway.process);
  async function call(path: string): Promise<number> {
    const headers = { authorization: `Bearer ${key}`, connection: "close" };
    return (await fetch(`http://127.0.0.1:${port}/http/api${path}`, { headers })).status;
  }
  let finish: (() => void) | undefined;
  upstream.answerWith(({ url }, response) => {
    if (url === "/slow") finish = () => response.end();
    else response.end();
  });
  const running = call("/slow");
  await expect.poll(() => finish).toBeDefined();
  const eight = async (): Promise<number[]> => {
    const statuses: number[] = [];
    for (let count = 0; count < 8; count++) statuses.push(await call("/quick"));
    return statuses;
  };
  await expect.poll(eight).toEqual(Array.from({ length: 8 }, () => 429));
  finish?.();
  expect(await running).toBe(200);
  await expect.poll(async () => (await eight()).includes(429)).toBe(false);
  await upstream.close();
});

const tinyServer = `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { id } = JSON.parse(line);
  console.log(JSON.stringify({ jsonrpc: "2.0", id, result: { pid: process.pid } }));
})`;

test("the session of a stdio server is found by whichever process is asked, and its program ends with them", async () => {
  const { key, hash } = newGatewayKey();
  const command = { kind: "command" as const, program: process.execPath, args: ["-e", tinyServer], env: [] };
  const credential = sealCredential(database.sealer, command)?.toString("base64");
  const connection = { slug: "tiny", kind: "mcp", baseUrl: "stdio:tiny", groups: [], holdBudgetMs: 1_000, credential };
  await database.pool.query("insert into snapshot (id, version, document) values (1, 1, $1)", [
    JSON.stringify({
      connections: [connection],
      policy: { version: 1, document: { rules: [{ id: "allow-all", match: {}, effect: "allow" }] } },
      gatewayKeys: [{ id: "key_1", hash, agent: "bot", user: null, groups: [], connections: [], expiresAt: null }],
    }),
  ]);
  const gateway = start({ GATEWAY_PROCESSES: "2" });
  await untilServing(gateway.process);
  async function call(method: string, session?: string): Promise<{ pid: string; session: string | null }> {
    const response = await fetch(`http://127.0.0.1:${port}/mcp/tiny`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        connection: "close",
        ...(session !== undefined && { "mcp-session-id": session }),
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: {} }),
    });
    const pid = /"pid":(\d+)/.exec(await response.text())?.[1] ?? "";
    return { pid, session: response.headers.get("mcp-session-id") };
  }
  const opened = await call("initialize");
  for (let asked = 0; asked < 8; asked++) expect((await call("ping", opened.session ?? "")).pid).toBe(opened.pid);
  expect(isAlive(Number(opened.pid))).toBe(true);
  gateway.process.kill("SIGTERM");
  await once(gateway.process, "exit");
  await expect.poll(() => isAlive(Number(opened.pid)), { timeout: 5_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const badStarts: [what: string, env: () => Record<string, string>, line: RegExp][] = [
  ["a secret that is too short", () => ({ HOLDPOINT_SECRET: "short" }), /^gateway: HOLDPOINT_SECRET .*at least 32/],
  ["no issuer", () => ({ OIDC_ISSUER: "" }), /^gateway: OIDC_ISSUER is not set/],
  ["a database that is not there", () => ({ DATABASE_URL: "postgresql://127.0.0.1:9/x" }), /^gateway: .*DATABASE_URL/],
];

test.each(badStarts)("%s ends the start with one line that names it", async (_, env, line) => {
  const gateway = start(env());
  expect(await once(gateway.process, "exit")).toEqual([1, null]);
  expect(gateway.stderr()).toMatch(line);
  expect(gateway.stderr().trim().split("\n")).toHaveLength(1);
});

test("a port that is taken ends the start with one line that names it", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
  const gateway = start();
  expect(await once(gateway.process, "exit")).toEqual([1, null]);
  expect(gateway.stderr()).toMatch(new RegExp(`^gateway: Port ${port} .*EADDRINUSE.*GATEWAY_PORT`));
  await new Promise((resolve) => other.close(resolve));
});
