import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const Settings = z.object({
  consoleUrl: z.string(),
  gatewayUrl: z.string(),
  issuer: z.string(),
  datadogUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  gatewayKeyFile: z.string(),
});
export type DemoSettings = z.infer<typeof Settings> & { gatewayKey: string };

/** Thrown with one line that says what is missing and what to do. */
export class DemoError extends Error {}

/** What `npm start` wrote into the data directory for this: addresses, and the demo agent's two credentials. */
export function readSettings(dataDirectory: string): DemoSettings {
  const file = path.join(dataDirectory, "secrets", "demo.json");
  if (!existsSync(file)) {
    throw new DemoError(
      `There is no ${file}. Run \`npm start\` first, with the same HOLDPOINT_DATA_DIR and without OIDC_ISSUER: ` +
        "the demo plays an agent of the embedded default.",
    );
  }
  const settings = Settings.parse(JSON.parse(readFileSync(file, "utf8")));
  return { ...settings, gatewayKey: readFileSync(settings.gatewayKeyFile, "utf8").trim() };
}

/** Throws unless the gateway answers. */
export async function requireGateway(gatewayUrl: string): Promise<void> {
  const answer = await fetch(`${gatewayUrl}/healthz`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (!answer?.ok) throw new DemoError(`The gateway at ${gatewayUrl} does not answer. Is \`npm start\` running?`);
}
