import type { BlockList } from "node:net";
import { addressRules, type AddressRules } from "#lib/connections/address-rules.ts";
import { trustedProxies } from "#lib/core/client-address.ts";
import { createSealer, type Sealer } from "#lib/crypto/sealer.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { openDatabase, type Database } from "#lib/database/prisma.ts";
import { parseConsoleEnv, type ConsoleEnv } from "#lib/env/console.ts";
import { createWebhookPoster, type WebhookPoster } from "#lib/webhooks/post-webhook.ts";
import { createLogger, type Logger } from "#lib/observability/logger.ts";

export type Console = {
  env: ConsoleEnv;
  database: Database;
  /** For what is streamed: each download takes one, and one more where it has bodies. */
  streams: Pool;
  sealer: Sealer;
  logger: Logger;
  addressRules: AddressRules;
  /** Posts what is answered to Slack. */
  webhooks: WebhookPoster;
  trustedProxies: BlockList;
};

// On globalThis, because Next evaluates modules once a bundle and again on every hot reload.
const slot = globalThis as { holdpointConsole?: Console };

/** What the console process runs on. Made at first use, so that `next build` needs no environment. Throws EnvError. */
export function getConsole(): Console {
  slot.holdpointConsole ??= openConsole();
  return slot.holdpointConsole;
}

function openConsole(): Console {
  const env = parseConsoleEnv(process.env);
  // The only place where next-auth takes its own address from.
  process.env["NEXTAUTH_URL"] = env.CONSOLE_URL;
  return {
    env,
    database: openDatabase({ url: env.DATABASE_URL }),
    streams: openPool({ url: env.DATABASE_URL, name: "holdpoint-console", size: 8, streams: true }),
    sealer: createSealer(env.HOLDPOINT_SECRET),
    logger: createLogger({ process: "console", level: env.LOG_LEVEL }),
    addressRules: addressRules(env.UPSTREAM_ALLOW_PRIVATE),
    webhooks: createWebhookPoster(addressRules(env.WEBHOOK_ALLOW_PRIVATE, "WEBHOOK_ALLOW_PRIVATE")),
    trustedProxies: trustedProxies(env.TRUSTED_PROXIES),
  };
}
