import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { bindSession } from "./bind-session.ts";
import { forgetIdleSessions } from "./forget-idle-sessions.ts";
import { useSession } from "./use-session.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.close());

const mine = { connection: "tools", sessionId: "s-1", callerId: "person:alice" };

test("a session belongs to the caller that it was opened for, at one connection", async () => {
  expect(await bindSession(database.pool, mine)).toBe(true);
  expect(await bindSession(database.pool, mine)).toBe(true);
  expect(await useSession(database.pool, mine)).toBe(true);
  expect(await bindSession(database.pool, { ...mine, callerId: "person:bob" })).toBe(false);
  expect(await useSession(database.pool, { ...mine, callerId: "person:bob" })).toBe(false);
  expect(await useSession(database.pool, { ...mine, connection: "other" })).toBe(false);
  const { rows } = await database.pool.query("select * from mcp_session");
  expect(JSON.stringify(rows)).not.toContain("s-1");
});

test("what nobody has used for a day is forgotten, what was used is not", async () => {
  const idle = { ...mine, sessionId: "s-2" };
  await bindSession(database.pool, idle);
  await bindSession(database.pool, mine);
  await database.pool.query(
    "update mcp_session set last_used_at = now() - interval '25 hours' where last_used_at < now()",
  );
  await useSession(database.pool, mine);
  expect(await forgetIdleSessions(database.pool, 24)).toBe(1);
  expect(await useSession(database.pool, idle)).toBe(false);
  expect(await useSession(database.pool, mine)).toBe(true);
});
