import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { newSigningKey, startOpenIdProvider } from "#scripts/local/openid-provider.ts";
import { newLocalPeople } from "#scripts/local/people.ts";
import { startTestDatabase } from "#lib/testing/database.ts";
import { runStart, temporaryFolder, untilReady } from "#lib/testing/start-product.ts";

it("runs against a company's database and provider, with no stand-in and nothing seeded", async () => {
  const test = await startTestDatabase();
  const folder = temporaryFolder();
  const provider = await startOpenIdProvider({
    consoleUrl: "http://127.0.0.1:3000",
    gatewayUrl: "http://127.0.0.1:4000",
    people: newLocalPeople(),
    consoleSecret: "the company's secret for the console",
    agentSecret: "another secret",
    keys: [await newSigningKey()],
  });
  const start = await runStart({
    HOLDPOINT_DATA_DIR: path.join(folder, "data"),
    DATABASE_URL: test.url,
    HOLDPOINT_SECRET: test.secret,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: "holdpoint-console",
    OIDC_CLIENT_SECRET: "the company's secret for the console",
  });
  try {
    await untilReady(start);
    expect(start.output()).toMatch(new RegExp(`^ready .* · sign in as anyone of ${provider.issuer}$`, "m"));
    expect(start.output()).not.toContain("password");
    expect(start.output()).not.toMatch(/^(postgres|openid|datadog|everything) /m);
    for (const name of ["postgres", "secrets/people.json", "secrets/demo.json", "secrets/holdpoint-secret"]) {
      expect(`${name} ${existsSync(path.join(start.dataDir, name))}`).toBe(`${name} false`);
    }
    expect(await test.database.connection.count()).toBe(0);
    expect(await test.database.snapshot.count()).toBe(1);
    expect(await test.database.installation.count()).toBe(1);
  } finally {
    start.process.kill("SIGTERM");
    expect(await start.ended).toBe(0);
    await provider.close();
    await test.close();
    rmSync(folder, { recursive: true });
  }
}, 240_000);
