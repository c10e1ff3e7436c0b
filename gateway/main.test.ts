import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";

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

async function health(): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}/healthz`);
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
