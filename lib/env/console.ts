import { z } from "zod";
import {
  Count,
  EnvironmentName,
  FolderPath,
  HttpUrl,
  LogLevel,
  Names,
  parseEnv,
  PostgresUrl,
  PrivateUpstreams,
  Proxies,
  Secret,
  type EnvSource,
} from "./parse-env.ts";

const ConsoleEnv = z.object({
  DATABASE_URL: PostgresUrl,
  HOLDPOINT_SECRET: Secret,
  CONSOLE_URL: HttpUrl,
  GATEWAY_URL: HttpUrl,
  OIDC_ISSUER: HttpUrl,
  OIDC_CLIENT_ID: z.string().default("holdpoint-console"),
  OIDC_CLIENT_SECRET: z.string(),
  OIDC_SCOPES: z.string().default("openid email profile groups"),
  OIDC_GROUPS_CLAIM: z.string().default("groups"),
  /** Groups of the identity provider that make an owner, an admin, a power user+, an auditor. */
  OWNER_GROUPS: Names.default(["holdpoint-owners"]),
  ADMIN_GROUPS: Names.default(["holdpoint-admins"]),
  POWER_USER_PLUS_GROUPS: Names.default(["holdpoint-power-users-plus"]),
  AUDITOR_GROUPS: Names.default(["holdpoint-auditors"]),
  /** Of one API key. */
  API_CALLS_PER_MINUTE: Count.default(600),
  /** Whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: Proxies.default([]),
  /** Upstreams are refused inside private networks but here. */
  UPSTREAM_ALLOW_PRIVATE: PrivateUpstreams.default([]),
  /** Answers to Slack are posted inside private networks only here. */
  WEBHOOK_ALLOW_PRIVATE: PrivateUpstreams.default([]),
  /** What conditions see as `env.name`. */
  HOLDPOINT_ENV: EnvironmentName.default("production"),
  /** Under which folder sinks of kind `folder` may write; absent: nowhere. */
  SINK_FOLDER: FolderPath.optional(),
  /** Where files of exports are kept, and under which exports and archives of kind `file:` may write; absent: nowhere. */
  EXPORT_FOLDER: FolderPath.optional(),
  LOG_LEVEL: LogLevel.default("info"),
});
export type ConsoleEnv = z.infer<typeof ConsoleEnv>;

export function parseConsoleEnv(source: EnvSource): ConsoleEnv {
  return parseEnv(ConsoleEnv, source);
}
