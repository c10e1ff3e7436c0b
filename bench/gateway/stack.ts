import { fork, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startTestIssuer } from "#gateway/testing/test-issuer.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { addressRules } from "#lib/connections/address-rules.ts";
import { createConnection } from "#lib/connections/create-connection.ts";
import { createSealer } from "#lib/crypto/sealer.ts";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";
import { startProgram } from "./child.ts";
import { benchPolicy } from "./policy.ts";
import { hasNginx, startNginx } from "./nginx.ts";

const secret = "a benchmark's secret, used nowhere else";

export type Stack = {
  folder: string;
  gateway: ChildProcess;
  gatewayPort: number;
  postgresPid: number;
  upstreamPort: number;
  /** Null where it is not installed. */
  nginxPort: number | null;
  nodeProxyPort: number;
  /** A machine's access token, good for an hour. */
  token: string;
  pool: Pool;
  close: () => Promise<void>;
};

/** Everything that is measured: PostgreSQL of its own with fsync on, an upstream, a proxy, and the bundled gateway. */
export async function startStack(gatewayArgs: string[]): Promise<Stack> {
  bundle();
  const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-bench-"));
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    return await startIn(folder, gatewayArgs, undo);
  } catch (error) {
    for (const action of undo.toReversed()) await action();
    throw error;
  }
}

/** What outlives this process is noted in `undo`. */
async function startIn(folder: string, gatewayArgs: string[], undo: (() => unknown)[]): Promise<Stack> {
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
  undo.push(() => postgres.stop());
  const databaseUrl = postgres.url("bench");
  await applyMigrations(databaseUrl);
  const [upstream, issuer] = await Promise.all([startProgram("upstream-process.ts"), startTestIssuer()]);
  await configure(databaseUrl, upstream.port);
  const nodeProxy = await startProgram("node-proxy-process.ts", String(upstream.port));
  undo.push(() => void nodeProxy.child.kill());
  const nginxPort = hasNginx() ? await freePort() : null;
  if (nginxPort !== null) undo.push(await startNginx({ folder, port: nginxPort, upstreamPort: upstream.port }));

  const gatewayPort = await freePort();
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
  const gateway = fork("dist/gateway.mjs", [], {
    execArgv: ["--enable-source-maps", ...gatewayArgs],
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      HOLDPOINT_SECRET: secret,
      GATEWAY_PORT: String(gatewayPort),
      GATEWAY_URL: gatewayUrl,
      CONSOLE_URL: "http://console.invalid",
      OIDC_ISSUER: issuer.issuer,
      UPSTREAM_ALLOW_PRIVATE: "127.0.0.0/8",
      LOG_LEVEL: "silent",
    },
  });
  const [said] = await Promise.race([once(gateway, "message"), once(gateway, "exit")]);
  if (typeof said === "number") throw new Error(`the gateway ended with exit code ${said}; see above`);
  const pool = openPool({ url: databaseUrl, name: "bench", statementTimeoutMs: 120_000 });
  const token = await issuer.sign({
    sub: "bench",
    client_id: "bench",
    aud: gatewayUrl,
    groups: ["agents"],
    exp: Math.floor(Date.now() / 1_000) + 3_600,
  });
  return {
    folder,
    gateway,
    gatewayPort,
    postgresPid: postgres.pid,
    upstreamPort: upstream.port,
    nginxPort,
    nodeProxyPort: nodeProxy.port,
    token,
    pool,
    async close() {
      gateway.kill("SIGTERM");
      await Promise.race([once(gateway, "exit"), delay(15_000)]);
      upstream.child.kill();
      await issuer.close();
      await pool.end();
      for (const action of undo.toReversed()) await action();
    },
  };
}

/** Builds what `npm start` runs; quick where it is built already. */
function bundle(): void {
  const script = `import { bundleIfNeeded } from "./scripts/start/build.mjs"; await bundleIfNeeded(process.cwd());`;
  const { status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
  if (status !== 0) throw new Error("the gateway could not be bundled");
}

async function configure(databaseUrl: string, upstreamPort: number): Promise<void> {
  const database = openDatabase({ url: databaseUrl });
  const context: ServiceContext = {
    actor: { kind: "system", name: "setup" },
    database,
    sealer: createSealer(secret),
    addressRules: addressRules(["127.0.0.0/8"]),
  };
  const shared = { groups: ["agents"], holdBudgetMs: 45_000, credential: null };
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  await createConnection(context, { slug: "bench", name: "Tools", kind: "mcp", baseUrl: `${upstream}/mcp`, ...shared });
  await createConnection(context, { slug: "files", name: "Files", kind: "http", baseUrl: upstream, ...shared });
  await publishPolicy(context, { baseVersion: 0, document: benchPolicy, reason: "measured" });
  await database.$disconnect();
}
