import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newGatewayKey } from "#lib/crypto/gateway-key.ts";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";
import { openPool } from "#lib/database/pool.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { diskFolder } from "../testing/disk-folder.ts";
import { startTestUpstream, type TestUpstream } from "../testing/test-upstream.ts";

let database: TestDatabase;
let upstream: TestUpstream;
let disk: ReturnType<typeof diskFolder>;
let port: number;
let child: ChildProcess;
const { key, hash } = newGatewayKey();

beforeEach(async () => {
  [database, upstream, port] = await Promise.all([startTestDatabase(), startTestUpstream(), freePort()]);
  disk = diskFolder();
});
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) await kill();
  await upstream.close();
  await database.close();
  disk.remove();
});

async function start(): Promise<void> {
  child = spawn(process.execPath, ["--import", "tsx", "gateway/main.ts"], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      HOLDPOINT_SECRET: database.secret,
      GATEWAY_PORT: String(port),
      GATEWAY_PROCESSES: "1",
      GATEWAY_URL: `http://127.0.0.1:${port}`,
      GATEWAY_SPOOL_DIR: disk.folder,
      CONSOLE_URL: "http://console.test",
      OIDC_ISSUER: "http://127.0.0.1:9",
      UPSTREAM_ALLOW_PRIVATE: "127.0.0.0/8",
      LOG_LEVEL: "silent",
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(child, "message");
}

async function kill(): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Takes the database away, or brings it back, for everybody. */
async function allowConnections(allowed: boolean): Promise<void> {
  const address = new URL(database.url);
  const name = address.pathname.slice(1);
  address.pathname = "/postgres";
  const admin = openPool({ url: address.href, size: 1, name: "test-admin" });
  await admin.query(`alter database ${name} with allow_connections ${allowed}`);
  if (!allowed) await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await admin.end();
}

test("kill -9 while the database is away: every call that reached the upstream is recorded afterwards, once", async () => {
  const rules = [{ id: "allow-all", match: {}, effect: "allow" }];
  const api = { slug: "api", kind: "http", baseUrl: upstream.url, groups: [], holdBudgetMs: 1_000, credential: null };
  await database.pool.query("insert into snapshot (id, version, document) values (1, 1, $1)", [
    JSON.stringify({
      connections: [{ ...api, recording: "spooled" }],
      policy: { version: 1, document: { rules } },
      gatewayKeys: [{ id: "key_1", hash, agent: "bot", user: null, groups: [], connections: [], expiresAt: null }],
    }),
  ]);
  await start();
  await allowConnections(false);
  const answered: string[] = [];
  async function callForever(caller: number): Promise<void> {
    for (let n = 0; ; n++) {
      const path = `/${caller}/${n}`;
      const response = await fetch(`http://127.0.0.1:${port}/http/api${path}`, { headers: { "dd-api-key": key } });
      if (response.ok && (await response.text()) !== "") answered.push(`GET ${path}`);
    }
  }
  const callers = Promise.allSettled(Array.from({ length: 8 }, (_, caller) => callForever(caller)));
  await expect.poll(() => answered.length, { timeout: 10_000 }).toBeGreaterThan(100);
  await kill();
  await callers;

  await allowConnections(true);
  await start();
  const events = async (type: string): Promise<string[]> => {
    const { rows } = await database.pool.query("select operation from audit_event where type = $1", [type]);
    return rows.map(({ operation }: { operation: string }) => operation);
  };
  await expect.poll(async () => (await events("call.finished")).length, { timeout: 10_000 }).toBeGreaterThan(0);
  await expect
    .poll(async () => ((await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as { spool: string }).spool)
    .toBe("empty");
  const [started, finished] = [await events("call.started"), await events("call.finished")];
  expect([new Set(started).size, new Set(finished).size]).toEqual([started.length, finished.length]);
  expect(answered.filter((operation) => !finished.includes(operation))).toEqual([]);
  const sent = upstream.seen.map(({ method, url }) => `${method} ${url}`);
  expect(sent.filter((operation) => !started.includes(operation))).toEqual([]);
  expect(finished.filter((operation) => !started.includes(operation))).toEqual([]);
});
