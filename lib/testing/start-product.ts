import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";

const readyDeadlineMs = 180_000;

/** Nothing of the developer's environment or `.env` may decide what a test sees; empty counts as absent. */
const neutral = {
  DATABASE_URL: "",
  REDIS_URL: "",
  HOLDPOINT_SECRET: "",
  CONSOLE_URL: "",
  GATEWAY_URL: "",
  CONSOLE_HOST: "",
  GATEWAY_HOST: "",
  OIDC_ISSUER: "",
  OIDC_CLIENT_ID: "",
  OIDC_CLIENT_SECRET: "",
  OIDC_ISSUERS: "",
  OIDC_REQUIRED_SCOPE: "",
  GATEWAY_HOSTS: "",
  GATEWAY_ALLOWED_ORIGINS: "",
  TRUSTED_PROXIES: "",
  CALLS_PER_MINUTE: "",
  CALLS_AT_ONCE: "",
  UPSTREAM_ALLOW_PRIVATE: "",
};

/** A start command under way: what it printed, and how it ended. */
export type Start = {
  process: ChildProcess;
  dataDir: string;
  port: number;
  gatewayPort: number;
  output: () => string;
  errors: () => string;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
};

/** Runs `npm start`'s program on free ports and, unless told otherwise, a data directory of its own. */
export async function runStart(env: Record<string, string> = {}, checkout = "."): Promise<Start> {
  const dataDir = env["HOLDPOINT_DATA_DIR"] ?? path.join(temporaryFolder(), "data");
  const port = Number(env["PORT"] ?? (await freePort()));
  const gatewayPort = Number(env["GATEWAY_PORT"] ?? (await freePort()));
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: checkout,
    env: {
      ...process.env,
      ...neutral,
      HOLDPOINT_DATA_DIR: dataDir,
      PORT: String(port),
      GATEWAY_PORT: String(gatewayPort),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return { process: child, dataDir, port, gatewayPort, output: () => output, errors: () => errors, ended };
}

/** Resolves when it printed its ready line; throws what it printed if it ended or took too long. */
export async function untilReady(start: Start): Promise<void> {
  let over = false;
  void start.ended.then(() => (over = true));
  const isReady = await until(() => over || /^ready /m.test(start.output()), readyDeadlineMs);
  if (!isReady || over) {
    start.process.kill("SIGTERM");
    throw new Error(`npm start did not become ready:\n${start.output()}${start.errors()}`);
  }
}

export type Product = Start & { consoleUrl: string; gatewayUrl: string; stop: () => Promise<void> };

/** The whole product, started and ready, in a folder of its own that goes when it is stopped. */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const start = await runStart(env);
  await untilReady(start);
  return {
    ...start,
    consoleUrl: `http://127.0.0.1:${start.port}`,
    gatewayUrl: `http://127.0.0.1:${start.gatewayPort}`,
    async stop() {
      start.process.kill("SIGTERM");
      await start.ended;
      rmSync(path.dirname(start.dataDir), { recursive: true, force: true });
    },
  };
}

/** A new folder that other accounts may pass through, as the database's has to. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-start-"));
  chmodSync(folder, 0o711);
  return folder;
}

/** Waits for a condition; false if it never came true. */
export async function until(condition: () => boolean | Promise<boolean>, deadlineMs = 30_000): Promise<boolean> {
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
