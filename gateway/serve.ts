import cluster from "node:cluster";
import { addressRules } from "#lib/connections/address-rules.ts";
import { trustedProxies } from "#lib/core/client-address.ts";
import { createSealer } from "#lib/crypto/sealer.ts";
import { pingDatabase } from "#lib/database/ping.ts";
import { openPool } from "#lib/database/pool.ts";
import type { GatewayEnv } from "#lib/env/gateway.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { historyNeighbours, neighbours } from "./limits/neighbours.ts";
import { buildGateway, type GatewaySpools } from "./server.ts";
import { openSpools } from "./spool/open-spools.ts";
import { startLauncher } from "./stdio/start-launcher.ts";
import { StartFailure } from "./start-failure.ts";

const drainMs = 10_000;
/** Connections of one process: two for the ledger, the rest for holds and the snapshot. */
const largestPool = 10;
const smallestPool = 5;
/** What all processes together should stay near, because PostgreSQL has a hundred by default. */
const connectionsInAll = 32;

/** One process that takes calls, until it is told to stop. Throws StartFailure. */
export async function serve(env: GatewayEnv, logger: Logger): Promise<void> {
  const share = Math.floor(connectionsInAll / env.GATEWAY_PROCESSES);
  const size = Math.min(largestPool, Math.max(smallestPool, share));
  const pool = openPool({ url: env.DATABASE_URL, size, name: "holdpoint-gateway" });
  if (!(await pingDatabase(pool, 5_000))) {
    throw new StartFailure(
      "The database at DATABASE_URL does not answer. Check that PostgreSQL runs there and that the password is right.",
    );
  }
  let othersListen = !cluster.isWorker;
  if (cluster.isWorker) {
    process.on("message", (said: { othersListen?: true }) => {
      if (said.othersListen) othersListen = true;
    });
  }
  // Of several processes the one that keeps them runs the launcher, so that all of them find every session.
  const given = env.HOLDPOINT_LAUNCHER && { ...env.HOLDPOINT_LAUNCHER, close: async (): Promise<void> => {} };
  const launcher = given ?? (await startLauncher({ logger, path: env.PATH }));
  const spools = await openOwnSpools(env);
  const gateway = buildGateway({
    settings: {
      gatewayUrl: env.GATEWAY_URL,
      hosts: env.GATEWAY_HOSTS.map((host) => host.toLowerCase()),
      allowedOrigins: env.GATEWAY_ALLOWED_ORIGINS,
      consoleUrl: env.CONSOLE_URL,
      environment: env.HOLDPOINT_ENV,
      issuers: [{ issuer: env.OIDC_ISSUER, audiences: env.OIDC_AUDIENCES }, ...env.OIDC_ISSUERS],
      groupsClaim: env.OIDC_GROUPS_CLAIM,
      requiredScopes: env.OIDC_REQUIRED_SCOPE,
      trustedProxies: trustedProxies(env.TRUSTED_PROXIES),
      holdBudgets: env.HOLD_BUDGETS,
    },
    addressRules: addressRules(env.UPSTREAM_ALLOW_PRIVATE),
    launcher,
    limits: { callsPerMinute: env.CALLS_PER_MINUTE ?? null, callsAtOnce: env.CALLS_AT_ONCE ?? null },
    neighbours: neighbours(),
    historyNeighbours: historyNeighbours(),
    tokenTypes: env.OIDC_TOKEN_TYPES,
    pool,
    databaseUrl: env.DATABASE_URL,
    sealer: createSealer(env.HOLDPOINT_SECRET),
    logger,
    ...(spools && { spools }),
    othersListen: () => othersListen,
  });

  try {
    const port = await gateway.listen({ host: env.GATEWAY_HOST, port: env.GATEWAY_PORT });
    logger.info({ host: env.GATEWAY_HOST, port }, "ready");
    process.send?.({ ready: true, port });
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new StartFailure(
      `Port ${env.GATEWAY_PORT} on ${env.GATEWAY_HOST} cannot be listened on (${why}). Set GATEWAY_PORT to a free one.`,
    );
  }

  let stopping = false;
  async function stop(why: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, "draining");
    await gateway.close({ deadlineMs: drainMs });
    await launcher.close();
    await pool.end();
    process.exit(0);
  }
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
  process.on("disconnect", () => void stop("the supervisor is gone"));
}

/** The spools that this process writes and empties; undefined where there are none. Throws SpoolUnusable. */
async function openOwnSpools(env: GatewayEnv): Promise<GatewaySpools | undefined> {
  const { GATEWAY_SPOOL_DIR: folder, GATEWAY_PROCESSES: processes } = env;
  if (folder === undefined) return undefined;
  return openSpools({
    folder,
    sealer: createSealer(env.HOLDPOINT_SECRET),
    maxBytes: (env.GATEWAY_SPOOL_MB * 1_000_000) / processes,
    maxAgeMs: env.GATEWAY_SPOOL_MINUTES * 60_000,
    slot: env.HOLDPOINT_SPOOL_SLOT,
    processes,
  });
}
