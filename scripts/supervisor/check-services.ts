import { Redis } from "ioredis";
import { z } from "zod";
import { StartError } from "./start-error.ts";

const timeoutMs = 5_000;
const Discovery = z.object({ issuer: z.string(), jwks_uri: z.string(), authorization_endpoint: z.string() });

/** Throws unless an OpenID provider answers at `issuer` and calls itself that. */
export async function checkIssuer(issuer: string): Promise<void> {
  const address = `${issuer}/.well-known/openid-configuration`;
  let found: z.infer<typeof Discovery>;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    found = Discovery.parse(await response.json());
  } catch (error) {
    throw new StartError(
      `OIDC_ISSUER: no OpenID provider can be used at ${address} (${reasonOf(error)}). ` +
        "Check the address and the network; without OIDC_ISSUER a local provider is started.",
      { cause: error },
    );
  }
  if (found.issuer.replace(/\/+$/, "") !== issuer) {
    throw new StartError(`OIDC_ISSUER is ${issuer}, but the provider there calls itself ${found.issuer}. Use that.`);
  }
}

/** Throws unless a Redis or Valkey answers at `url`. */
export async function checkRedis(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: timeoutMs, retryStrategy: () => null });
  redis.on("error", () => {});
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    throw new StartError(
      `REDIS_URL: no Redis can be used at ${new URL(url).host} (${reasonOf(error)}). ` +
        "Start it or correct REDIS_URL; without REDIS_URL the queues are kept in PostgreSQL.",
      { cause: error },
    );
  } finally {
    redis.disconnect();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return "what it answers is no discovery document";
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || reasonOf(error.cause) : error.message;
}
