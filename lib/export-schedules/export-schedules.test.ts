import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { openPool, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { startHttpReceiver } from "#lib/testing/http-receiver.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { createSchedule } from "./create-schedule.ts";
import { listSchedules } from "./list-schedules.ts";
import { removeSchedule } from "./remove-schedule.ts";
import { runSchedule } from "./run-schedule.ts";
import { updateSchedule } from "./update-schedule.ts";

let base: TestDatabase;
let streams: Pool;
let admin: Person;
const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-exports-"));
const logger = createLogger({ process: "worker", level: "silent" });
const nightly = { name: "nightly", every: "hour", storage: { url: "file:///out" }, startAt: "beginning" } as const;

beforeAll(async () => {
  base = await startTestDatabase();
  streams = openPool({ url: base.url, name: "holdpoint-test", streams: true });
  admin = await signInPerson(base, makePerson("admin"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await streams.end();
  await base.close();
});
beforeEach(async () => {
  await base.database.exportSchedule.deleteMany();
  rmSync(path.join(folder, "out"), { recursive: true, force: true });
});

function contextFor(person: Person): ServiceContext {
  return { ...contextOf(base, person), streams, exportFolder: folder };
}

const means = () => ({ context: { ...contextFor(admin), actor: { kind: "system", name: "worker" } as const }, logger });

async function append(client: Pick<PoolClient, "query">, count: number, connection = "any"): Promise<void> {
  const events = Array.from({ length: count }, () => newEvent({ type: "call.finished", status: "ok", connection }));
  const { sql, parameters } = insertEventsStatement(events);
  await client.query(sql, parameters);
}

async function runDue(): Promise<void> {
  await base.pool.query("update export_schedule set next_at = now() - interval '1 second'");
  while (await runSchedule(means()));
}

function filesOf(name: string): { name: string; ids: string[] }[] {
  const names = readdirSync(path.join(folder, "out", name)).toSorted();
  return names.map((file) => {
    const text = gunzipSync(readFileSync(path.join(folder, "out", name, file))).toString();
    return {
      name: file,
      ids: text.split("\n").flatMap((line) => (line ? [(JSON.parse(line) as { id: string }).id] : [])),
    };
  });
}

describe("a scheduled export", () => {
  test("writes each event once, also one that commits late, and the name of a file begins where the last one ended", async () => {
    await append(base.pool, 30);
    await createSchedule(contextFor(admin), nightly);
    await runDue();
    const late = await base.pool.connect();
    await late.query("begin");
    await append(late, 3, "late");
    await append(base.pool, 10, "after");
    await runDue();
    await late.query("commit");
    late.release();
    await append(base.pool, 5);
    await runDue();

    const files = filesOf("nightly");
    const ids = files.flatMap((file) => file.ids);
    const { rows } = await base.pool.query<{ id: string }>(
      "select id from audit_event where connection is not null order by xact, at, id",
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(rows.map(({ id }) => id)));
    const spans = files.map(({ name }) => /-(\d+)-(\d+)\.jsonl\.gz$/.exec(name)?.slice(1) ?? []);
    expect(spans.slice(1).map(([from]) => from)).toEqual(spans.slice(0, -1).map(([, to]) => to));
  });

  test("is taken up where a worker has died over it, with the same file, and recorded once", async () => {
    await append(base.pool, 10, "once");
    const { id } = await createSchedule(contextFor(admin), { ...nightly, query: "server:once" });
    const receiver = await startHttpReceiver();
    receiver.answerWith(503);
    const s3 = { url: `${receiver.url}/bucket`, accessKeyId: "AK" };
    await updateSchedule(contextFor(admin), { id, ...given({ storage: s3, secret: "s" }), query: "server:once" });
    await runDue();
    const [failing] = await listSchedules(contextFor(admin));
    expect(failing?.lastError).toContain("503");
    receiver.answerWith(200);
    await append(base.pool, 10, "once");
    await runDue();
    const [first, again] = receiver.received;
    expect(again?.path).toBe(first?.path);
    expect(again?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AK\//);
    const [done] = await listSchedules(contextFor(admin));
    expect(done).toMatchObject({ lastError: null, failingSince: null });
    expect(done?.runs.map(({ rows }) => rows).toSorted()).toEqual([10, 10]);
    const begun = await base.database.auditEvent.count({
      where: { type: "audit.exported", agent: "export-schedule:nightly", attrs: { path: ["schedule"], equals: id } },
    });
    expect(begun).toBe(2);
    await receiver.close();
  });

  test("tells the checksum of what it wrote", async () => {
    await createSchedule(contextFor(admin), { ...nightly, format: "csv" });
    await runDue();
    const [schedule] = await listSchedules(contextFor(admin));
    const file = schedule?.runs[0]?.file;
    const bytes = readFileSync(path.join(folder, "out", file?.name ?? ""));
    expect(file?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(gunzipSync(bytes).toString()).toMatch(/^at,id,type,/);
  });

  test("stops when its owner loses the right, and goes on by the rights of who switches it on again", async () => {
    const leaving = await signInPerson(base, makePerson("admin"));
    const { id } = await createSchedule(contextFor(leaving), nightly);
    await base.database.user.update({ where: { id: leaving.id }, data: { role: "power_user" } });
    await runDue();
    expect(readdirSync(folder)).not.toContain("out");
    const [stopped] = await listSchedules(contextFor(admin));
    expect(stopped).toMatchObject({ enabled: false, stoppedReason: expect.stringContaining(leaving.email) as string });
    expect(await base.database.auditEvent.count({ where: { type: "export-schedule.stopped" } })).toBe(1);
    await updateSchedule(contextFor(admin), { id, ...given({}) });
    await runDue();
    expect(filesOf("nightly")).toHaveLength(1);
  });

  test("with bodies is for auditors who may change schedules, and its key follows no address to another host", async () => {
    const context = contextFor(admin);
    await expect(createSchedule(context, { ...nightly, content: true, format: "jsonl" })).rejects.toMatchObject({
      code: "forbidden",
    });
    const auditor = contextFor(makePerson("power_user", { auditor: true }));
    await expect(createSchedule(auditor, nightly)).rejects.toMatchObject({ code: "forbidden" });
    await expect(removeSchedule(auditor, { id: "x" })).rejects.toMatchObject({ code: "forbidden" });
    const storage = { url: "https://one.example.com/bucket", accessKeyId: "AK" };
    const { id } = await createSchedule(context, { ...nightly, storage, secret: "s" });
    await expect(createSchedule(context, nightly)).rejects.toMatchObject({ code: "conflict" });
    const elsewhere = { ...storage, url: "https://two.example.com/bucket" };
    await expect(updateSchedule(context, { id, ...given({ storage: elsewhere }) })).rejects.toMatchObject({
      code: "invalid",
    });
    await removeSchedule(context, { id });
    await expect(removeSchedule(context, { id })).rejects.toMatchObject({ code: "not_found" });
  });
});

function given(changes: Partial<Omit<Parameters<typeof updateSchedule>[1], "id">>) {
  const { startAt: _startAt, ...same } = nightly;
  return { ...same, enabled: true, ...changes };
}
