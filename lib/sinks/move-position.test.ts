import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createSink } from "./create-sink.ts";
import { movePosition } from "./move-position.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

test("of two workers that move a sink on from the same place one does, and the other changes nothing", async () => {
  const context = { actor: { kind: "system", name: "setup" }, database: db.database, sealer: db.sealer } as const;
  const input = { name: "Datadog", kind: "datadog", url: "http://127.0.0.1:1", apiKey: "k" } as const;
  const { id } = await createSink(context, input);
  const from = { xact: 0, at: null, id: null };
  const move = (n: number) =>
    movePosition(db.pool, id, {
      from,
      to: { xact: 10 + n, at: new Date(), id: `evt_${n}` },
      delivered: 5,
      skipped: 2,
      oldestAt: null,
      deadLetters: [{ eventId: `evt_bad_${n}`, eventAt: new Date(), reason: "malformed" }],
    });
  const moved = await Promise.all([move(1), move(2)]);
  expect(moved.toSorted()).toEqual([false, true]);
  const winner = moved.indexOf(true) + 1;
  const row = await db.database.sink.findUniqueOrThrow({ where: { id }, include: { deadLetters: true } });
  expect(row).toMatchObject({ positionXact: BigInt(10 + winner), positionId: `evt_${winner}`, deliveredCount: 5n });
  expect(row.deadLetters.map(({ eventId }) => eventId)).toEqual([`evt_bad_${winner}`]);
});
