import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { appendEvents, deliverOnce, receivedIds } from "#lib/testing/sinks.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { createSink } from "./create-sink.ts";
import { deliverToSink } from "./deliver-to-sink.ts";
import { createSinkLocks } from "./sink-locks.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let db: TestDatabase;
let datadog: Datadog;
let sinkId: string;
/** Where the sink begins: what other tests have written is not for it. */
let begunAt: bigint;

beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  datadog = await startDatadog(keys);
  const context = { actor: { kind: "system", name: "setup" }, database: db.database, sealer: db.sealer } as const;
  const sink = { name: "Datadog", kind: "datadog", url: datadog.url, apiKey: keys.apiKey, startAt: "now" } as const;
  ({ id: sinkId } = await createSink(context, sink));
  begunAt = (await sinkRow()).positionXact;
});
afterEach(() => datadog.close());

async function ledgerIds(): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>("select id from audit_event where xact >= $1", [begunAt]);
  return rows.map(({ id }) => id).toSorted();
}

function sinkRow() {
  return db.database.sink.findUniqueOrThrow({ where: { id: sinkId }, include: { deadLetters: true } });
}

describe("several batches at a time", () => {
  test("a worker that is gone at any moment leaves an account that is right, and the next one loses nothing", async () => {
    const seed = Date.now() % 1_000_000;
    const random = seededRandom(seed);
    for (let round = 0; round < 8; round++) {
      await appendEvents(db, 1_500);
      datadog.faults.failNext(random.pick<429 | 500 | "cut" | 413>([429, 500, "cut", 413]), random.below(2));
      // Nothing that this worker remembered is left to the next.
      await deliverOnce(db, sinkId, AbortSignal.timeout(1 + random.below(60)));
      const { deliveredCount, skippedCount, positionXact, positionAt, positionId } = await sinkRow();
      const { rows } = await db.pool.query<{ count: bigint }>(
        `select count(*) from audit_event where xact >= $1
         and (xact, at, id) <= ($2, coalesce($3::timestamptz, '-infinity'), coalesce($4::text, ''))`,
        [begunAt, positionXact, positionAt, positionId],
      );
      expect({ seed, counted: Number(deliveredCount + skippedCount) }).toEqual({
        seed,
        counted: Number(rows[0]?.count),
      });
    }
    datadog.faults.clear();
    expect(await deliverOnce(db, sinkId)).toMatchObject({ state: "caught-up" });
    await deliverOnce(db, sinkId);
    const ledger = await ledgerIds();
    expect([...new Set(receivedIds(datadog))].toSorted()).toEqual(ledger);
    expect(await sinkRow()).toMatchObject({ deliveredCount: BigInt(ledger.length), deadLetters: [] });
  });

  test("one that fails in the middle costs nothing and doubles nothing: the others are not sent again", async () => {
    await appendEvents(db, 3_500);
    const { pool, sealer } = db;
    const locks = createSinkLocks(pool);
    const sentAhead = new Set<string>();
    datadog.faults.failNext(429);
    const failed = await deliverToSink({ pool, sealer, locks }, sinkId, sentAhead);
    expect(failed).toMatchObject({ state: "failing", retry: "soon" });
    expect(await sinkRow()).toMatchObject({ deliveredCount: 0n, retriedCount: 1n });
    expect(sentAhead.size).toBeGreaterThanOrEqual(1_000);
    // Until it takes something again it is asked with one batch at a time.
    const tried = datadog.batches().length;
    datadog.faults.failNext(500);
    await deliverToSink({ pool, sealer, locks }, sinkId, sentAhead);
    expect(datadog.batches().length).toBe(tried + 1);
    expect(await deliverToSink({ pool, sealer, locks }, sinkId, sentAhead)).toMatchObject({ state: "caught-up" });
    locks.close();
    expect(sentAhead.size).toBe(0);
    expect(receivedIds(datadog).toSorted()).toEqual(await ledgerIds());
    expect(await sinkRow()).toMatchObject({ deliveredCount: BigInt(receivedIds(datadog).length) });
  });
});
