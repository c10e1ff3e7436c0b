import { addressRules } from "#lib/connections/address-rules.ts";
import { trustedProxies } from "#lib/core/client-address.ts";
import { createSealer } from "#lib/crypto/sealer.ts";
import { pingDatabase } from "#lib/database/ping.ts";
import { openPool } from "#lib/database/pool.ts";
import { parseGatewayEnv, type GatewayEnv } from "#lib/env/gateway.ts";
import { EnvError } from "#lib/env/parse-env.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { buildGateway } from "./server.ts";

const drainMs = 10_000;
/** Of connections to the ledger: two flushes in flight, the rest for holds and the snapshot. */
const poolSize = 10;

const env = readEnv();
const logger = createLogger({ process: "gateway", level: env.LOG_LEVEL });
const pool = openPool({ url: env.DATABASE_URL, size: poolSize, name: "holdpoint-gateway" });
if (!(await pingDatabase(pool, 5_000))) {
  fail(
    "The database at DATABASE_URL does not answer. Check that PostgreSQL runs there and that the password is right.",
  );
}

const gateway = buildGateway({
  settings: {
    gatewayUrl: env.GATEWAY_URL,
    consoleUrl: env.CONSOLE_URL,
    issuers: [{ issuer: env.OIDC_ISSUER, audiences: env.OIDC_AUDIENCES }, ...env.OIDC_ISSUERS],
    groupsClaim: env.OIDC_GROUPS_CLAIM,
    requiredScopes: env.OIDC_REQUIRED_SCOPE,
    trustedProxies: trustedProxies(env.TRUSTED_PROXIES),
  },
  addressRules: addressRules(env.UPSTREAM_ALLOW_PRIVATE),
  limits: { callsPerMinute: env.CALLS_PER_MINUTE ?? null, callsAtOnce: env.CALLS_AT_ONCE ?? null },
  tokenTypes: env.OIDC_TOKEN_TYPES,
  pool,
  databaseUrl: env.DATABASE_URL,
  sealer: createSealer(env.HOLDPOINT_SECRET),
  logger,
});

try {
  const port = await gateway.listen({ host: env.GATEWAY_HOST, port: env.GATEWAY_PORT });
  logger.info({ host: env.GATEWAY_HOST, port }, "ready");
  process.send?.({ ready: true, port });
} catch (error) {
  const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
  fail(
    `Port ${env.GATEWAY_PORT} on ${env.GATEWAY_HOST} cannot be listened on (${why}). Set GATEWAY_PORT to a free one.`,
  );
}

let stopping = false;
async function stop(why: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.info({ why }, "draining");
  await gateway.close({ deadlineMs: drainMs });
  await pool.end();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
process.on("disconnect", () => void stop("the supervisor is gone"));

function readEnv(): GatewayEnv {
  try {
    return parseGatewayEnv(process.env);
  } catch (error) {
    if (error instanceof EnvError) fail(error.message);
    throw error;
  }
}

/** One line that names what is wrong and how to put it right. */
function fail(message: string): never {
  process.stderr.write(`gateway: ${message}\n`);
  process.exit(1);
}
