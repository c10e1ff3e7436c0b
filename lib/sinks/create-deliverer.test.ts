import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createLogger } from "#lib/observability/logger.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { createDeliverer, type Deliverer } from "./create-deliverer.ts";
import { createSink } from "./create-sink.ts";
import { retryDelayMs } from "./retry-delay.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let db: TestDatabase;
let datadog: Datadog;
let deliverer: Deliverer;
let nowMs: number;

beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  datadog = await startDatadog(keys);
  await db.database.sink.deleteMany();
  nowMs = 1_000_000;
  const logger = createLogger({ process: "test", level: "silent" });
  deliverer = createDeliverer({ pool: db.pool, sealer: db.sealer, logger, now: () => nowMs, random: () => 0.999 });
});
afterEach(async () => {
  await deliverer.close();
  await datadog.close();
});

function addSink(apiKey: string) {
  const context = { actor: { kind: "system", name: "setup" }, database: db.database, sealer: db.sealer } as const;
  return createSink(context, { name: "Datadog", kind: "datadog", url: datadog.url, apiKey });
}

test("a failing sink is left alone until it is due, then tried again", async () => {
  await addSink(keys.apiKey);
  datadog.faults.failNext(500);
  await deliverer.run();
  await deliverer.run();
  expect(datadog.batches()).toHaveLength(1);
  nowMs += 1_000;
  await deliverer.run();
  expect(datadog.batches().map(({ status }) => status)).toEqual([500, 202]);
});

test("one sink's trouble does not hold up another", async () => {
  await addSink("wrong");
  const { id } = await addSink(keys.apiKey);
  await deliverer.run();
  expect(new Set(datadog.batches().map(({ status }) => status))).toEqual(new Set([202, 403]));
  expect((await db.database.sink.findUniqueOrThrow({ where: { id } })).deliveredCount).toBeGreaterThan(0n);
});

test("pauses grow with each failure to at most a minute, are spread out, and respect what the sink asked for", () => {
  const failure = { state: "failing", error: "", retry: "soon", retryAfterMs: 0 } as const;
  const longest = [1, 2, 3, 4, 7, 1_000].map((failures) => retryDelayMs(failure, failures, () => 1));
  expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 60_000, 60_000]);
  expect(retryDelayMs(failure, 7, () => 0)).toBe(0);
  expect(retryDelayMs({ ...failure, retryAfterMs: 9_000 }, 1, () => 0)).toBe(9_000);
  expect(retryDelayMs({ ...failure, retry: "slowly" }, 1, () => 0)).toBe(30_000);
});
