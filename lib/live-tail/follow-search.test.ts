import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { followSearch } from "./follow-search.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

async function insert(...events: AuditEvent[]): Promise<void> {
  const { sql, parameters } = insertEventsStatement(events);
  await db.pool.query(sql, parameters as unknown[]);
}

function call(tool: string, secondsAgo = 0): AuditEvent {
  const at = new Date(Date.now() - secondsAgo * 1_000);
  return newEvent({ type: "call.finished", status: "ok", tool, userId: "somebody", at });
}

test("each event of a search is told once, also one that commits late, and none of what it does not ask for", async () => {
  const told: EventRow[] = [];
  const errors: unknown[] = [];
  const end = followSearch(contextOf(db, makePerson("admin")), "tool:echo", {
    onEvents: (events) => told.push(...events),
    onError: (error) => errors.push(error),
    intervalMs: 20,
  });
  const first = call("echo");
  await insert(first, call("get-sum"));
  await vi.waitFor(() => expect(told).toHaveLength(1));
  const late = call("echo", 5);
  await insert(late);
  await vi.waitFor(() => expect(told.map(({ id }) => id)).toEqual([first.id, late.id]));
  end();
  expect(errors).toEqual([]);
});

test("people without the right to all see nothing of others", async () => {
  const told: EventRow[] = [];
  const power = makePerson("power_user");
  const end = followSearch(contextOf(db, power), "", {
    onEvents: (events) => told.push(...events),
    onError: () => {},
    intervalMs: 20,
  });
  await insert(call("echo"), { ...call("echo"), userId: power.subject });
  await vi.waitFor(() => expect(told).not.toEqual([]));
  expect(told.map(({ userId }) => userId)).toEqual([power.subject]);
  end();
});
