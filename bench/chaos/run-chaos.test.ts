import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { runChaos } from "./run-chaos.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.close());

test("killed in the middle of holds, nothing runs twice, after a no or without a record, and every caller gets an answer", async () => {
  const result = await runChaos({ ...database, runs: 3, seed: 20_261_120 });
  expect(result.violations).toEqual([]);
  expect(result.kills).toBeGreaterThan(0);
}, 120_000);
