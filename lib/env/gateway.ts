import { z } from "zod";
import {
  HttpUrl,
  LogLevel,
  Names,
  parseEnv,
  Port,
  PostgresUrl,
  PrivateUpstreams,
  Secret,
  type EnvSource,
} from "./parse-env.ts";

const GatewayEnv = z.object({
  DATABASE_URL: PostgresUrl,
  HOLDPOINT_SECRET: Secret,
  GATEWAY_HOST: z.string().default("127.0.0.1"),
  GATEWAY_PORT: Port.default(4000),
  /** Address callers use; names the audience of their tokens. */
  GATEWAY_URL: HttpUrl,
  CONSOLE_URL: HttpUrl,
  OIDC_ISSUER: HttpUrl,
  OIDC_GROUPS_CLAIM: z.string().default("groups"),
  /** Further audiences accepted beside the address of each connection. */
  OIDC_AUDIENCES: Names.default([]),
  /** `typ` header of access tokens; RFC 9068 says at+jwt, some providers still send JWT. */
  OIDC_TOKEN_TYPES: Names.default(["at+jwt"]),
  /** Upstreams are refused inside private networks but here. */
  UPSTREAM_ALLOW_PRIVATE: PrivateUpstreams.default([]),
  LOG_LEVEL: LogLevel.default("info"),
});
export type GatewayEnv = z.infer<typeof GatewayEnv>;

export function parseGatewayEnv(source: EnvSource): GatewayEnv {
  return parseEnv(GatewayEnv, source);
}
