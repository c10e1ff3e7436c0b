import { readFileSync } from "node:fs";

/** The started product, as specs see it. */
export type ProductUnderTest = {
  consoleUrl: string;
  gatewayUrl: string;
  dataDir: string;
  /** Who can sign in, by the part before the @ of their e-mail. */
  people: Record<string, { email: string; name: string; password: string }>;
  /** The sample agent: its client at the provider, and its gateway key. */
  agent: { issuer: string; clientId: string; clientSecret: string; gatewayKey: string };
  /** Base address of the Datadog look-alike. */
  datadogUrl: string;
  /** Datadog's own keys, which only the gateway and the worker use. */
  datadogKeys: { apiKey: string; appKey: string };
};

export const productFile = "HOLDPOINT_PRODUCT_FILE";

/** What the global setup started. */
export function product(): ProductUnderTest {
  const file = process.env[productFile];
  if (!file) throw new Error("Nothing was started; run the specs through playwright.config.ts.");
  return JSON.parse(readFileSync(file, "utf8")) as ProductUnderTest;
}
