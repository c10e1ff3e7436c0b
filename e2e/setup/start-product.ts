import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startProduct } from "#lib/testing/start-product.ts";
import { productFile, type ProductUnderTest } from "./product.ts";

type LocalPerson = { subject: string; email: string; name: string; password: string };
type Demo = { issuer: string; datadogUrl: string; clientId: string; clientSecret: string };

/** Starts the product on free ports with data of its own; returns what stops it. Playwright's global setup. */
async function setUp(): Promise<() => Promise<void>> {
  const started = await startProduct();
  const secret = (name: string) => readFileSync(path.join(started.dataDir, "secrets", name), "utf8");
  const people = JSON.parse(secret("people.json")) as LocalPerson[];
  const { issuer, datadogUrl, clientId, clientSecret } = JSON.parse(secret("demo.json")) as Demo;
  const underTest: ProductUnderTest = {
    consoleUrl: started.consoleUrl,
    gatewayUrl: started.gatewayUrl,
    dataDir: started.dataDir,
    people: Object.fromEntries(
      people.map(({ subject, email, name, password }) => [subject, { email, name, password }]),
    ),
    agent: { issuer, clientId, clientSecret, gatewayKey: secret("demo-agent-key").trim() },
    datadogUrl,
    datadogKeys: JSON.parse(secret("datadog-keys.json")) as ProductUnderTest["datadogKeys"],
  };
  const file = path.join(started.dataDir, "secrets", "product-under-test.json");
  writeFileSync(file, JSON.stringify(underTest), { mode: 0o600 });
  process.env[productFile] = file;
  return started.stop;
}

export default setUp;
