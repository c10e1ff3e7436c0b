import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { createSink } from "#lib/sinks/create-sink.ts";
import { pauseSink } from "#lib/sinks/pause-sink.ts";
import type { StoredFile } from "#lib/storage/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { applyRetention } from "./apply-retention.ts";
import { placeLegalHold } from "./place-legal-hold.ts";
import { readRetention } from "./read-retention.ts";
import { releaseLegalHold } from "./release-legal-hold.ts";
import { removeDay } from "./remove-day.ts";
import { updateRetention } from "./update-retention.ts";

let base: TestDatabase;
let streams: Pool;
const admin = makePerson("admin");
const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-archive-"));
const logger = createLogger({ process: "worker", level: "silent" });
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  base = await startTestDatabase();
  streams = openPool({ url: base.url, name: "holdpoint-test", streams: true });
  for (const daysAgo of [40, 20, 10, 9]) await writeDay(daysAgo);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await streams.end();
  await base.close();
});

function contextFor(person: Person): ServiceContext {
  return { ...contextOf(base, person), exportFolder: folder };
}

/** Three calls of that day, one with its request. */
async function writeDay(daysAgo: number): Promise<void> {
  for (const parent of ["audit_event", "audit_payload"]) {
    await base.pool.query("select ensure_ledger_partition($1, $2)", [day(daysAgo), parent]);
  }
  await writeAt(new Date(`${day(daysAgo)}T12:00:00Z`), String(daysAgo));
}

async function writeAt(at: Date, name: string): Promise<void> {
  const events = [1, 2, 3].map((n) =>
    newEvent({ type: "call.finished", status: "ok", at, callId: `call_${name}_${n}`, reason: 'say "no"\n\\' }),
  );
  const body = Buffer.from("{}");
  const request = {
    callId: `call_${name}_1`,
    direction: "request",
    at,
    headers: {},
    body,
    contentType: null,
  } as const;
  const payloads = [{ ...request, bytes: 2, sha256: "0".repeat(64), truncated: false }];
  await appendToLedger(base.pool, base.sealer, { events, payloads });
}

function apply(): Promise<number> {
  const { signal } = new AbortController();
  return applyRetention({ context: contextFor(admin), pool: streams, logger, signal });
}

async function daysOf(kind: "events" | "payloads"): Promise<string[]> {
  const { days } = await readRetention(contextFor(admin));
  return days.filter((entry) => entry.kind === kind && entry.day < day(1)).map((entry) => entry.day);
}

describe("the retention", () => {
  test("removes nothing until somebody says so", async () => {
    expect(await apply()).toBe(0);
    expect(await daysOf("events")).toEqual([day(40), day(20), day(10), day(9)]);
  });

  test("removes payloads before events, each day archived whole before, and records what it removed", async () => {
    await updateRetention(contextFor(admin), { eventDays: 30, payloadDays: 15, archive: { url: "file:///archive" } });
    expect(await apply()).toBe(3);
    expect(await daysOf("events")).toEqual([day(20), day(10), day(9)]);
    expect(await daysOf("payloads")).toEqual([day(10), day(9)]);
    const { removed } = await readRetention(contextFor(admin));
    expect(removed.map(({ kind, rows }) => `${kind} ${rows}`).toSorted()).toEqual([
      "events 3",
      "payloads 1",
      "payloads 1",
    ]);

    const events = removed.find(({ kind }) => kind === "events");
    const [first] = linesOf(events?.files[0]);
    expect(first).toMatchObject({ type: "call.finished", reason: 'say "no"\n\\', xact: expect.any(Number) as number });
    const payloads = removed.find((entry) => entry.kind === "payloads" && entry.day === day(20));
    const [payload] = linesOf(payloads?.files[0]);
    const sealed = Buffer.from(String(payload?.["body_sealed"]), "base64");
    expect(base.sealer.open("payload", sealed).toString()).toBe("{}");

    const recorded = await base.database.auditEvent.findMany({ where: { type: "ledger.removed" } });
    const rows = recorded.map(({ attrs }) => (attrs as { rows: number }).rows);
    expect(rows.toSorted((one, other) => one - other)).toEqual([1, 1, 3]);
    expect(await apply()).toBe(0);
  });

  test("a legal hold keeps its days until it is released", async () => {
    const { id } = await placeLegalHold(contextFor(admin), { name: "Case 7", reason: "Lawyers ask.", toDay: day(10) });
    await updateRetention(contextFor(admin), { eventDays: 5, payloadDays: null });
    expect(await apply()).toBe(2);
    expect(await daysOf("events")).toEqual([day(20), day(10)]);
    expect((await readRetention(contextFor(admin))).waitingFor).toBe("a legal hold");
    await releaseLegalHold(contextFor(admin), { id });
    await expect(releaseLegalHold(contextFor(admin), { id })).rejects.toMatchObject({ code: "conflict" });
    expect(await apply()).toBe(3);
    expect(await daysOf("payloads")).toEqual([]);
  });

  test("waits for a sink that has yet to get a day, and for no paused one", async () => {
    await writeDay(30);
    const given = {
      name: "late",
      kind: "webhook",
      url: "https://sink.example.com",
      apiKey: `whsec_${"a".repeat(32)}`,
    } as const;
    const { id } = await createSink(contextFor(admin), given);
    expect(await apply()).toBe(1);
    expect((await readRetention(contextFor(admin))).waitingFor).toBe("the sink late");
    await pauseSink(contextFor(admin), { id });
    expect(await apply()).toBe(1);
  });

  test("keeps what came in after the archive was written, and keeps no call waiting for who reads", async () => {
    await writeDay(50);
    const entry = { day: day(50), kind: "events", bytes: 0 } as const;
    const two = { url: "file:///archive", files: [{ name: "a", rows: 2, bytes: 1, sha256: "" }] };
    expect(await removeDay(streams, base.sealer, entry, two)).toBe("changed");
    const reader = await streams.connect();
    await reader.query("begin");
    await reader.query("select 1 from audit_event limit 1");
    expect(await removeDay(streams, base.sealer, entry, null)).toBe("in-use");
    await reader.query("commit");
    reader.release();
    expect(await removeDay(streams, base.sealer, entry, null)).toBe("removed");
  });

  test("is changed by admins, shown to auditors, and recorded with what was before", async () => {
    const auditor = contextFor(makePerson("power_user", { auditor: true }));
    await expect(updateRetention(auditor, { eventDays: 1, payloadDays: 1 })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(placeLegalHold(auditor, { name: "x", reason: "y" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(releaseLegalHold(auditor, { id: "x" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(readRetention(contextFor(makePerson("power_user")))).rejects.toMatchObject({ code: "forbidden" });
    expect((await readRetention(auditor)).eventDays).toBe(5);
    await expect(updateRetention(contextFor(admin), { eventDays: 5, payloadDays: 6 })).rejects.toMatchObject({
      code: "invalid",
    });
    const [first] = await base.database.auditEvent.findMany({
      where: { type: "retention.updated" },
      orderBy: { at: "desc" },
    });
    expect(first?.attrs).toMatchObject({ before: { eventDays: 30 }, after: { eventDays: 5, payloadDays: null } });
  });

  test("removes days of the default partition like others, and leaves what is newer there as it is", async () => {
    await apply();
    const old = new Date("2001-09-09T01:46:40Z");
    const older = new Date("2001-09-08T23:59:59Z");
    const later = new Date("2099-01-01T00:00:00Z");
    await writeAt(old, "old");
    await writeAt(older, "older");
    await writeAt(later, "later");
    const strays = () =>
      base.database.$queryRaw<{ at: Date; xact: bigint }[]>`select at, xact from audit_event_default order by at, id`;
    const kept = (await strays()).slice(-3);
    const { id } = await placeLegalHold(contextFor(admin), {
      name: "Case 8",
      reason: "Lawyers ask.",
      toDay: "2001-09-08",
    });
    await updateRetention(contextFor(admin), { eventDays: 5, payloadDays: null, archive: { url: "file:///archive" } });
    expect(await apply()).toBe(2);
    expect((await strays()).map(({ at }) => at.getTime())).toEqual(
      [older, older, older, later, later, later].map(Number),
    );
    expect((await readRetention(contextFor(admin))).waitingFor).toBe("a legal hold");
    await releaseLegalHold(contextFor(admin), { id });
    expect(await apply()).toBe(2);
    expect(await strays()).toEqual(kept);
    expect(await base.database.$queryRaw`select call_id from audit_payload_default`).toEqual([
      { call_id: "call_later_1" },
    ]);

    // What comes in for a day that was removed is archived beside what was, and is removed, too.
    await writeAt(old, "again");
    expect(await apply()).toBe(2);
    const { removed } = await readRetention(contextFor(admin));
    const day = removed.find((entry) => entry.kind === "events" && entry.day === "2001-09-09");
    expect(day).toMatchObject({ rows: 6, archive: "file:///archive" });
    expect(day?.files.map((file) => linesOf(file).map((line) => line["call_id"]))).toEqual([
      ["call_old_1", "call_old_2", "call_old_3"],
      ["call_again_1", "call_again_2", "call_again_3"],
    ]);
    const recorded = await base.database.auditEvent.findMany({ where: { type: "ledger.removed" } });
    expect(recorded.filter(({ attrs }) => (attrs as { day: string }).day === "2001-09-09")).toHaveLength(4);

    for (const table of ["audit_event", "audit_payload"]) {
      await expect(base.pool.query(`delete from ${table}_default`)).rejects.toThrow("append-only");
      await expect(base.pool.query(`update ${table}_default set at = now()`)).rejects.toThrow("append-only");
      await expect(base.pool.query(`truncate ${table}_default`)).rejects.toThrow("append-only");
    }
  });

  test("waits where too much that is newer lies in the default partition with a day that is over", async () => {
    await writeAt(new Date("2001-09-09T01:46:40Z"), "old");
    await base.pool.query(
      `insert into audit_event (at, id, type, status) select '2099-01-02', 'evt_' || n, 'call.finished', 'ok' from generate_series(1, 5000) as n`,
    );
    expect(await apply()).toBe(1);
    expect((await readRetention(contextFor(admin))).waitingFor).toBe(
      "newer events that lie in one table with a day that is over",
    );
  });
});

function linesOf(file: StoredFile | undefined): Record<string, unknown>[] {
  const text = gunzipSync(readFileSync(path.join(folder, "archive", file?.name ?? ""))).toString();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
