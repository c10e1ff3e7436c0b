import { createHash } from "node:crypto";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { copyRows } from "./copy-rows.ts";
import { exportEvents } from "./export-events.ts";
import { cancelExport } from "./cancel-export.ts";
import type { ExportEvents } from "./schemas.ts";

let base: TestDatabase;
let streams: Pool;
let admin: Person;
let auditor: Person;
const dangerous = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"];
const odd = ['say "hi", twice\nand more', "grüße, 東京 👋", "back\\slash", ""];
const at = new Date(Date.now() - 60_000);

beforeAll(async () => {
  base = await startTestDatabase();
  streams = openPool({ url: base.url, name: "holdpoint-test", streams: true });
  admin = await signInPerson(base, makePerson("admin"));
  auditor = await signInPerson(base, makePerson("power_user", { auditor: true }));
  const many = Array.from({ length: 4_500 }, (_, index) => {
    const when = new Date(at.getTime() + (index % 45));
    return newEvent({ type: "call.finished", status: "ok", at: when, connection: "many", reason: 'a\nb, "c"' });
  });
  const cells = [...dangerous, ...odd].map((agent) =>
    newEvent({
      type: "call.finished",
      status: "ok",
      at,
      agent,
      connection: "cells",
      attrs: { headers: "secret", "holdpoint.risk": "high", "masking.by_kind": "email:2 iban:1" },
    }),
  );
  const call = { type: "call.finished", status: "ok", at, callId: "call_1", connection: "calls" } as const;
  await append(
    [...many, ...cells, newEvent(call)],
    [payload("request", '{"password":"hidden"}'), payload("response", Buffer.from([0, 255, 1]))],
  );
});
afterAll(async () => {
  await streams.end();
  await base.close();
});

function payload(direction: "request" | "response", content: Buffer | string): CapturedPayload {
  const body = Buffer.from(content);
  const common = { callId: "call_1", direction, at, headers: { "x-secret": "shown" }, contentType: null };
  return { ...common, body, bytes: body.length, sha256: "0".repeat(64), truncated: false };
}

async function append(events: AuditEvent[], payloads: CapturedPayload[] = []): Promise<void> {
  await appendToLedger(base.pool, base.sealer, { events, payloads });
}

function contextFor(person: Person): ServiceContext {
  return { ...contextOf(base, person), streams };
}

async function readAll(chunks: AsyncIterator<Buffer, void>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) parts.push(next.value);
  return Buffer.concat(parts);
}

async function exportAll(query: string, given: Partial<ExportEvents> = {}, person = admin): Promise<Buffer> {
  const { chunks } = await exportEvents(contextFor(person), { search: { query }, ...given });
  return readAll(chunks);
}

/** Cells by RFC 4180, read by its grammar and nothing else. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] === "\r\n") rows.push([]);
  }
  expect(rows.pop()).toEqual([]);
  return rows;
}

describe("an export", () => {
  test("holds exactly the events of its search, newest first, in every format", async () => {
    const { rows } = await base.pool.query<{ id: string }>(
      "select id from audit_event where connection = 'many' order by at desc, id desc",
    );
    const ids = rows.map(({ id }) => id);
    const [names, ...lines] = parseCsv((await exportAll("server:many")).toString());
    expect(names?.slice(0, 5)).toEqual(["at", "id", "type", "status", "userName"]);
    expect(lines.map((line) => line[1])).toEqual(ids);
    const jsonl = (await exportAll("server:many", { format: "jsonl" })).toString().trimEnd().split("\n");
    expect(jsonl.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(ids);
    const parquet = await readParquet(await exportAll("server:many", { format: "parquet" }));
    expect(parquet.map(({ id }) => id)).toEqual(ids);
    expect(parquet[0]).toMatchObject({ at: new Date(at.getTime() + 44), reason: 'a\nb, "c"', durationMs: null });
  });

  test("cells that a spreadsheet would run are defused; quotes, line breaks and any script survive", async () => {
    const lines = parseCsv((await exportAll("server:cells")).toString()).slice(1);
    const agents = lines.map((line) => line[6] ?? "");
    expect(agents.toSorted()).toEqual([...dangerous.map((cell) => `'${cell}`), ...odd].toSorted());
    const json = (await exportAll("server:cells", { format: "jsonl" })).toString().trimEnd().split("\n");
    const parsed = json.map((line) => JSON.parse(line) as { agent: string; attrs: unknown });
    expect(parsed.map(({ agent }) => agent).toSorted()).toEqual([...dangerous, ...odd].toSorted());
    expect(parsed[0]?.attrs).toEqual({ "holdpoint.risk": "high", "masking.by_kind": "email:2 iban:1" });
  });

  test("has the risk of a call and the kinds of what was masked, in every format", async () => {
    const wanted = { risk: "high", masked: "email:2 iban:1" };
    const [names = [], cells = []] = parseCsv((await exportAll("server:cells agent:grüße*")).toString());
    expect(Object.fromEntries(names.map((name, index) => [name, cells[index]]))).toMatchObject(wanted);
    const line = (await exportAll("server:cells agent:grüße*", { format: "jsonl" })).toString();
    expect(JSON.parse(line)).toMatchObject(wanted);
    expect(await readParquet(await exportAll("server:cells agent:grüße*", { format: "parquet" }))).toMatchObject([
      wanted,
    ]);
  });

  test("a query that tries to get out of its quotes finds nothing and changes nothing", async () => {
    const text = await exportAll(`agent:"'; drop table export; --" OR agent:"\\\\'"`);
    expect(parseCsv(text.toString())).toHaveLength(1);
    expect(await base.database.export.count()).toBeGreaterThan(0);
  });

  test("is in the ledger before its first byte, not in itself, and in the end with its checksum", async () => {
    const { id, chunks } = await exportEvents(contextFor(admin), { search: { query: "group:access" } });
    const begun = await base.database.auditEvent.findFirstOrThrow({
      where: { type: "audit.exported", attrs: { path: ["export"], equals: id } },
    });
    expect(begun).toMatchObject({ userName: admin.email, attrs: { search: { query: "group:access" }, format: "csv" } });
    const bytes = await readAll(chunks);
    expect(bytes.toString()).not.toContain(begun.id);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const rows = parseCsv(bytes.toString()).length - 1;
    const done = await base.database.export.findUniqueOrThrow({ where: { id } });
    expect(done).toMatchObject({ state: "completed", sha256, bytes: BigInt(bytes.length), rows: BigInt(rows) });
    const ended = await base.database.auditEvent.findFirstOrThrow({
      where: { type: "export.finished", attrs: { path: ["export"], equals: id } },
    });
    expect(ended).toMatchObject({ status: "ok", attrs: { sha256, rows } });
  });

  test("has headers and bodies for auditors only, and that they were read is recorded first", async () => {
    const wanted = { format: "jsonl", content: true } as const;
    await expect(exportAll("server:calls", wanted)).rejects.toMatchObject({ code: "forbidden" });
    expect(await base.database.auditEvent.count({ where: { type: "payload.viewed" } })).toBe(0);
    const { chunks } = await exportEvents(contextFor(auditor), { search: { query: "server:calls" }, ...wanted });
    const viewed = await base.database.auditEvent.findFirstOrThrow({ where: { type: "payload.viewed" } });
    expect(viewed.userName).toBe(auditor.email);
    const [line] = (await readAll(chunks)).toString().trimEnd().split("\n");
    expect(JSON.parse(line ?? "")).toMatchObject({
      callId: "call_1",
      request: { headers: { "x-secret": "shown" }, body: '{"password":"hidden"}', encoding: "text" },
      response: { body: "AP8B", encoding: "base64" },
    });
    await expect(exportAll("", { format: "csv", content: true }, auditor)).rejects.toMatchObject({ code: "invalid" });
  });

  test("is refused to power users, and for a query that cannot be read, without a trace", async () => {
    const power = await signInPerson(base, makePerson("power_user"));
    await expect(exportAll("", {}, power)).rejects.toMatchObject({ code: "forbidden" });
    await expect(exportAll("(server:x")).rejects.toMatchObject({ code: "invalid" });
    expect(await base.database.export.count({ where: { ownerId: power.id } })).toBe(0);
  });

  test("ends where its owner loses the right, where it is cancelled, and where its reader stands still", async () => {
    const short = makePerson("admin");
    await signInPerson(base, short);
    let looks = 0;
    const standingOf = (person: Person | null) => async () => {
      looks += 1;
      return person;
    };
    const lost = await exportEvents(contextFor(short), {}, { standing: standingOf(null), reportMs: 1 });
    await lost.chunks.next();
    await expect.poll(() => looks).toBeGreaterThan(0);
    await expect(readAll(lost.chunks)).rejects.toMatchObject({ code: "forbidden" });

    const cancelled = await exportEvents(contextFor(short), {}, { standing: standingOf(short), reportMs: 1 });
    await cancelled.chunks.next();
    await cancelExport(contextFor(admin), { id: cancelled.id });
    const before = looks;
    await expect.poll(() => looks).toBeGreaterThan(before + 1);
    await expect(readAll(cancelled.chunks)).rejects.toMatchObject({ code: "conflict" });

    const stalled = await exportEvents(contextFor(short), {}, { stallMs: 50 });
    await stalled.chunks.next();
    const stateOf = async () => (await base.database.export.findUniqueOrThrow({ where: { id: stalled.id } })).state;
    await expect.poll(stateOf).toBe("cancelled");
    await expect(stalled.chunks.next()).rejects.toMatchObject({ code: "conflict" });
    await expect.poll(() => streams.idleCount).toBe(streams.totalCount);
  });

  test("is broken off while its query still looks for a first row", async () => {
    const aborter = new AbortController();
    const rows = copyRows(streams, "copy (select pg_sleep(30)) to stdout", aborter.signal).next();
    const asleep = "select 1 from pg_stat_activity where query like 'copy (select pg_sleep%'";
    await expect.poll(async () => (await base.pool.query(asleep)).rowCount).toBe(1);
    aborter.abort(new Error("enough"));
    await expect(rows).rejects.toThrow("enough");
    await expect.poll(async () => (await base.pool.query(asleep)).rowCount, { timeout: 5_000 }).toBe(0);
  });

  test("of ten at once two of one person run, the others are told what to do", async () => {
    const busy = await signInPerson(base, makePerson("admin"));
    const begun = await Promise.allSettled(Array.from({ length: 10 }, () => exportEvents(contextFor(busy), {})));
    const running = begun.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(running).toHaveLength(2);
    const [refused] = begun.flatMap((result) => (result.status === "rejected" ? [result.reason as Error] : []));
    expect(refused).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("in the background") as string,
    });
    for (const { chunks } of running) await chunks.return?.();
  });
});

function readParquet(bytes: Buffer): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: new Uint8Array(bytes).buffer });
}
