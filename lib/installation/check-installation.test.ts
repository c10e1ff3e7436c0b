import { afterEach, beforeEach, expect, it } from "vitest";
import { createSealer } from "#lib/crypto/sealer.ts";
import { absentDatabaseUrl, startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { checkInstallation, claimInstallation } from "./check-installation.ts";

let test: TestDatabase;
beforeEach(async () => {
  test = await startTestDatabase();
});
afterEach(() => test.close());

it("is new until a secret has claimed it; then only that secret opens it", async () => {
  expect(await checkInstallation(test.url, test.sealer)).toBe("new");
  expect(await claimInstallation(test.url, test.sealer)).toBe("opened");
  expect(await checkInstallation(test.url, test.sealer)).toBe("opened");
  const other = createSealer("another secret, just as long as the first");
  expect(await checkInstallation(test.url, other)).toBe("refused");
  expect(await claimInstallation(test.url, other)).toBe("refused");
  expect(await checkInstallation(test.url, test.sealer)).toBe("opened");
});

it("refuses to do without a secret where one has claimed the data", async () => {
  await claimInstallation(test.url, test.sealer);
  expect(await checkInstallation(test.url, undefined)).toBe("refused");
});

it("is new where the database or its tables do not exist yet", async () => {
  expect(await checkInstallation(absentDatabaseUrl(), undefined)).toBe("new");
  await test.pool.query("drop table installation");
  expect(await checkInstallation(test.url, undefined)).toBe("new");
});
