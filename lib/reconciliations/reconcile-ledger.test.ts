import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createMerkleTree } from "./merkle-tree.ts";
import { reconcileLedger } from "./reconcile-ledger.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

async function append(count: number, at = new Date(Date.now() - 3_600_000)): Promise<void> {
  const events = Array.from({ length: count }, () => newEvent({ type: "call.finished", status: "ok", at }));
  const { sql, parameters } = insertEventsStatement(events);
  await db.pool.query(sql, parameters);
}

/** As if the hour had passed. */
function anHourLater() {
  return db.pool.query("update reconciliation set hour = hour - interval '1 hour'");
}

function accounts() {
  return db.database.auditEvent.findMany({ where: { type: "ledger.reconciled" }, orderBy: { at: "asc" } });
}

test("each hour has one account, whichever worker makes it, and together they count every event once", async () => {
  await append(1, new Date(Date.now() + 3_600_000));
  expect(await reconcileLedger(db.pool, db.sealer)).toBeUndefined();
  await append(119);
  const first = await Promise.all([1, 2, 3].map(() => reconcileLedger(db.pool, db.sealer)));
  expect(first.filter((events) => events !== undefined)).toEqual([120]);
  await append(30);
  await anHourLater();
  expect(await reconcileLedger(db.pool, db.sealer)).toBe(31);
  expect(await reconcileLedger(db.pool, db.sealer)).toBeUndefined();

  const said = (await accounts()).map(({ attrs }) => attrs as { fromXact: number; toXact: number; root: string });
  expect(said).toHaveLength(2);
  expect(said[1]?.fromXact).toBe(said[0]?.toXact);
  expect(new Set(said.map(({ root }) => root)).size).toBe(2);
});

test("a transaction that is still running is counted in a later account, not left out", async () => {
  const open = await db.pool.connect();
  await open.query("begin");
  const { sql, parameters } = insertEventsStatement([newEvent({ type: "call.finished", status: "ok" })]);
  await open.query(sql, parameters);
  await anHourLater();
  const before = (await reconcileLedger(db.pool, db.sealer)) ?? 0;
  await open.query("commit");
  open.release();
  await anHourLater();
  const after = (await reconcileLedger(db.pool, db.sealer)) ?? 0;
  const { rows } = await db.pool.query<{ count: number }>("select sum(events)::int as count from reconciliation");
  const { rows: all } = await db.pool.query<{ count: number }>("select count(*)::int from audit_event");
  expect(before + after).toBeGreaterThan(0);
  // All but the account that was made last, which the next one counts.
  expect(rows[0]?.count).toBe((all[0]?.count ?? 0) - 1);
});

function hash(...parts: (string | Buffer)[]): Buffer {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** By the recursion of the specification. */
function rootOf(texts: string[]): Buffer {
  if (texts.length === 1) return hash("\u0000", texts[0] ?? "");
  const half = 2 ** Math.ceil(Math.log2(texts.length) - 1);
  return hash("\u0001", rootOf(texts.slice(0, half)), rootOf(texts.slice(half)));
}

test("the root is that of RFC 9162 over as many leaves", () => {
  for (const count of [1, 2, 3, 5, 6, 7, 8, 13]) {
    const texts = Array.from({ length: count }, (_, n) => `evt_${n}`);
    const tree = createMerkleTree();
    for (const text of texts) tree.add(text);
    expect(tree.root()).toBe(rootOf(texts).toString("hex"));
  }
  expect(createMerkleTree().root()).toBe(createHash("sha256").digest("hex"));
});
