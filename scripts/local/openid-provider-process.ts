import { readFileSync } from "node:fs";
import type { JWK } from "jose";
import { z } from "zod";
import { startOpenIdProvider } from "./openid-provider.ts";
import { LocalPerson } from "./people.ts";

/** The local provider as a process of its own. Passwords and keys come in files, so that no environment shows them. */
const env = z
  .object({
    OPENID_PORT: z.coerce.number(),
    CONSOLE_URL: z.string(),
    GATEWAY_URL: z.string(),
    OPENID_CONSOLE_SECRET: z.string(),
    OPENID_AGENT_SECRET: z.string(),
    OPENID_PEOPLE_FILE: z.string(),
    OPENID_KEYS_FILE: z.string(),
  })
  .parse(process.env);

const provider = await startOpenIdProvider({
  port: env.OPENID_PORT,
  consoleUrl: env.CONSOLE_URL,
  gatewayUrl: env.GATEWAY_URL,
  people: z.array(LocalPerson).parse(JSON.parse(readFileSync(env.OPENID_PEOPLE_FILE, "utf8"))),
  consoleSecret: env.OPENID_CONSOLE_SECRET,
  agentSecret: env.OPENID_AGENT_SECRET,
  keys: JSON.parse(readFileSync(env.OPENID_KEYS_FILE, "utf8")) as JWK[],
});
process.once("SIGTERM", () => void provider.close().then(() => process.exit(0)));
process.send?.({ ready: true });
