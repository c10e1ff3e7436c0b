import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { newEvent, type AuditEvent } from "./events.ts";
import { exportEvents } from "./export-events.ts";
import { insertEventsStatement } from "./insert-events.ts";
import { listEvents } from "./list-events.ts";
import type { EventFilter } from "./schemas.ts";

let base: TestDatabase;
const dangerous = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];

beforeAll(async () => {
  base = await startTestDatabase();
  const at = new Date(Date.now() - 60_000);
  const many = Array.from({ length: 4_500 }, (_, index) =>
    // A hundred in each millisecond, so that batches end in the middle of one.
    newEvent({ type: "call.finished", status: "ok", at: new Date(at.getTime() + (index % 45)), connection: "many" }),
  );
  const cells = [...dangerous, 'say "hi", twice\nand more', "grüße, 東京 👋"].map((agent) =>
    newEvent({ type: "call.finished", status: "ok", at, agent, connection: "cells", attrs: { headers: "secret" } }),
  );
  await insert([...many, ...cells]);
});
afterAll(() => base.close());

async function insert(events: AuditEvent[]): Promise<void> {
  const statement = insertEventsStatement(events);
  await base.pool.query(statement.sql, statement.parameters);
}

async function exportChunks(filter: EventFilter): Promise<string[]> {
  const chunks: string[] = [];
  for await (const chunk of await exportEvents(contextOf(base, makePerson("admin")), filter)) chunks.push(chunk);
  return chunks;
}

test("the export holds exactly the ids of the filtered list, in its order, in batches", async () => {
  const chunks = await exportChunks({ connection: "many" });
  expect(chunks.length).toBe(1 + 3);
  const ids = chunks
    .slice(1)
    .join("")
    .split("\r\n")
    .slice(0, -1)
    .map((line) => line.split(",")[1]);
  expect(ids).toHaveLength(4_500);

  const listed: string[] = [];
  let older: string | null = null;
  do {
    const page = await listEvents(contextOf(base, makePerson("admin")), {
      filter: { connection: "many" },
      limit: 200,
      ...(older !== null && { older }),
    });
    listed.push(...page.events.map((event) => event.id));
    older = page.olderCursor;
  } while (older !== null);
  expect(ids).toEqual(listed);
});

test("cells that a spreadsheet would run are defused; quotes, line breaks and any script survive", async () => {
  const text = (await exportChunks({ connection: "cells" })).join("");
  for (const cell of dangerous) {
    expect(text).toMatch(new RegExp(`,"?'${cell.replaceAll(/[+().]/g, "\\$&")}"?,`));
    expect(text).not.toContain(`,${cell}`);
    expect(text).not.toContain(`,"${cell}`);
  }
  expect(text).toContain(',"say ""hi"", twice\nand more",');
  expect(text).toContain('"grüße, 東京 👋"');
  expect(text).not.toContain("secret");
  expect(text.split("\r\n")[0]).toMatch(/^at,id,type,status,userName,/);
});

test("the export is in the ledger with its filter before its first byte, and not in itself", async () => {
  const from = new Date("2026-01-01T00:00:00.000Z");
  const chunks = await exportEvents(contextOf(base, makePerson("admin", { email: "exporter@example.com" })), {
    group: "access",
    from,
  });
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { userName: "exporter@example.com" } });
  expect(event).toMatchObject({
    type: "audit.exported",
    attrs: { filter: { group: "access", from: from.toISOString() } },
  });
  let text = "";
  for await (const chunk of chunks) text += chunk;
  expect(text).not.toContain(event.id);
});

test("admins and auditors may export, power users may not and leave no export in the ledger", async () => {
  const power = makePerson("power_user", { email: "power@example.com" });
  await expect(exportEvents(contextOf(base, power), {})).rejects.toMatchObject({ code: "forbidden" });
  expect(await base.database.auditEvent.count({ where: { userName: power.email } })).toBe(0);
  await exportEvents(contextOf(base, makePerson("power_user", { auditor: true })), {});
  await exportEvents(contextOf(base, makePerson("owner")), {});
});
