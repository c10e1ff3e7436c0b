import { availableParallelism } from "node:os";
import { z } from "zod";
import {
  Count,
  EnvironmentName,
  HttpUrl,
  Issuers,
  LogLevel,
  Names,
  parseEnv,
  Port,
  PostgresUrl,
  PrivateUpstreams,
  Proxies,
  Secret,
  type EnvSource,
} from "./parse-env.ts";

const GatewayEnv = z.object({
  DATABASE_URL: PostgresUrl,
  HOLDPOINT_SECRET: Secret,
  GATEWAY_HOST: z.string().default("127.0.0.1"),
  GATEWAY_PORT: Port.default(4000),
  /** Processes that share the port; one a core, and no more than eight unless asked for. */
  GATEWAY_PROCESSES: z.coerce
    .number("must be a number of processes")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(64, "must be at most 64")
    .default(Math.min(availableParallelism(), 8)),
  /** Address callers use; names the audience of their tokens. */
  GATEWAY_URL: HttpUrl,
  /** Further names under which callers reach it (Host). */
  GATEWAY_HOSTS: Names.default([]),
  /** Origins of web pages that may call it. */
  GATEWAY_ALLOWED_ORIGINS: Names.default([]),
  CONSOLE_URL: HttpUrl,
  OIDC_ISSUER: HttpUrl,
  OIDC_GROUPS_CLAIM: z.string().default("groups"),
  /** Further audiences accepted beside the address of each connection. */
  OIDC_AUDIENCES: Names.default([]),
  /** `typ` header of access tokens; RFC 9068 says at+jwt, some providers still send JWT. */
  OIDC_TOKEN_TYPES: Names.default(["at+jwt"]),
  /** Whose access tokens are taken beside those of OIDC_ISSUER. */
  OIDC_ISSUERS: Issuers.default([]),
  /** Scopes that every access token must carry. */
  OIDC_REQUIRED_SCOPE: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e ]*$/, "must be scopes divided by spaces")
    .transform((text) => text.split(" ").filter((scope) => scope !== ""))
    .default([]),
  /** How long, in seconds, held calls of an agent or MCP client keep their requests open: `claude-code=240,codex=240`. */
  HOLD_BUDGETS: z
    .string()
    .regex(/^(?:[^=,\s]+=[1-9]\d{0,2}(?:,|$))*$/, "must be names with seconds, such as claude-code=240,codex=120")
    .transform((text) => new Map(text.split(",").flatMap(budgetOf)))
    .default(new Map()),
  /** Whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: Proxies.default([]),
  /** Limits of one caller on one connection, where the connection has none of its own; none where absent. */
  CALLS_PER_MINUTE: Count.optional(),
  CALLS_AT_ONCE: Count.optional(),
  /** Upstreams are refused inside private networks but here. */
  UPSTREAM_ALLOW_PRIVATE: PrivateUpstreams.default([]),
  /** A folder on a disk for what connections that are recorded `spooled` leave behind; absent: they are strict. */
  GATEWAY_SPOOL_DIR: z.string().optional(),
  /** Of all processes together. */
  GATEWAY_SPOOL_MB: Count.default(256),
  GATEWAY_SPOOL_MINUTES: Count.default(15),
  /** Set by the process that keeps the others: which spool is this one's. */
  HOLDPOINT_SPOOL_SLOT: z.coerce.number().int().min(0).default(0),
  /** Where programs of stdio servers are looked for. */
  PATH: z.string().default("/usr/local/bin:/usr/bin:/bin"),
  /** Set by the process that keeps the others: who runs stdio servers for all of them. */
  HOLDPOINT_LAUNCHER: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.object({ url: z.url(), secret: z.string() }))
    .optional(),
  /** What conditions see as `env.name`. */
  HOLDPOINT_ENV: EnvironmentName.default("production"),
  LOG_LEVEL: LogLevel.default("info"),
});
export type GatewayEnv = z.infer<typeof GatewayEnv>;

function budgetOf(entry: string): [name: string, ms: number][] {
  const [name = "", seconds] = entry.split("=");
  return seconds === undefined ? [] : [[name.toLowerCase(), Number(seconds) * 1000]];
}

export function parseGatewayEnv(source: EnvSource): GatewayEnv {
  return parseEnv(GatewayEnv, source);
}
