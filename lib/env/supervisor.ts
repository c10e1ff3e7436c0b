import { z } from "zod";
import { parseConsoleEnv } from "./console.ts";
import { parseGatewayEnv } from "./gateway.ts";
import {
  EnvError,
  HttpUrl,
  parseEnv,
  Port,
  PostgresUrl,
  PrivateUpstreams,
  RedisUrl,
  Secret,
  type EnvSource,
} from "./parse-env.ts";
import { parseWorkerEnv } from "./worker.ts";

const SupervisorEnv = z.object({
  PORT: Port.default(3000),
  CONSOLE_HOST: z.string().default("127.0.0.1"),
  GATEWAY_PORT: Port.default(4000),
  GATEWAY_HOST: z.string().default("127.0.0.1"),
  HOLDPOINT_DATA_DIR: z.string().default(".holdpoint"),
  /** Made once and kept in the data directory where absent. */
  HOLDPOINT_SECRET: Secret.optional(),
  /** The embedded PostgreSQL where absent. */
  DATABASE_URL: PostgresUrl.optional(),
  REDIS_URL: RedisUrl.optional(),
  CONSOLE_URL: HttpUrl.optional(),
  GATEWAY_URL: HttpUrl.optional(),
  /** The local OpenID provider, and the demo's connections, where absent. */
  OIDC_ISSUER: HttpUrl.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  UPSTREAM_ALLOW_PRIVATE: PrivateUpstreams.default([]),
});
export type SupervisorEnv = z.infer<typeof SupervisorEnv>;

/** Parses the environment of the start command, and what it will hand to each process, before anything is created. */
export function parseSupervisorEnv(source: EnvSource): SupervisorEnv {
  const env = parseEnv(SupervisorEnv, source);
  if (env.OIDC_ISSUER) {
    for (const name of ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const) {
      if (!env[name]) throw new EnvError(`${name} is not set, but OIDC_ISSUER is. See .env.example.`);
    }
  }
  if (env.PORT === env.GATEWAY_PORT) {
    throw new EnvError(`PORT and GATEWAY_PORT are both ${env.PORT}. Give each its own port.`);
  }
  // What start fills in is valid by itself; whatever else these complain about came from outside.
  const filledIn = {
    DATABASE_URL: "postgresql://127.0.0.1/holdpoint",
    HOLDPOINT_SECRET: "x".repeat(32),
    OIDC_ISSUER: "http://127.0.0.1",
    OIDC_CLIENT_SECRET: "x",
    CONSOLE_URL: "http://127.0.0.1",
    GATEWAY_URL: "http://127.0.0.1",
  };
  const complete = { ...source, ...filledIn };
  parseConsoleEnv(complete);
  parseGatewayEnv(complete);
  parseWorkerEnv(complete);
  return env;
}
