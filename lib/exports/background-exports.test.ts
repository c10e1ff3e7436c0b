import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { cancelExport } from "./cancel-export.ts";
import { forgetExports } from "./forget-exports.ts";
import { listExports } from "./list-exports.ts";
import { openExport } from "./open-export.ts";
import { runExport } from "./run-export.ts";
import { sealedPath } from "./sealed-file.ts";
import { startExport } from "./start-export.ts";

let base: TestDatabase;
let streams: Pool;
let admin: Person;
let auditor: Person;
const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-exports-"));
const logger = createLogger({ process: "worker", level: "silent" });

beforeAll(async () => {
  base = await startTestDatabase();
  streams = openPool({ url: base.url, name: "holdpoint-test", streams: true });
  admin = await signInPerson(base, makePerson("admin"));
  auditor = await signInPerson(base, makePerson("power_user", { auditor: true }));
  const events = [1, 2, 3].map(() => newEvent({ type: "call.finished", status: "ok", connection: "found" }));
  const { sql, parameters } = insertEventsStatement(events);
  await base.pool.query(sql, parameters);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await streams.end();
  await base.close();
});

function contextFor(person: Person): ServiceContext {
  return { ...contextOf(base, person), streams, exportFolder: folder };
}

function work(signal = new AbortController().signal): Promise<boolean> {
  const context = { ...contextFor(admin), actor: { kind: "system", name: "worker" } as const };
  return runExport({ context, logger, signal });
}

async function summaryOf(id: string) {
  return (await listExports(contextFor(admin))).find((entry) => entry.id === id);
}

describe("an export in the background", () => {
  test("is made by the worker, sealed on its disk, downloaded with its checksum, and gone when it is over", async () => {
    const { id } = await startExport(contextFor(admin), { search: { query: "server:found" } });
    expect(await summaryOf(id)).toMatchObject({ state: "queued", way: "background", own: true });
    expect(await work()).toBe(true);
    expect(await work()).toBe(false);
    const done = await summaryOf(id);
    expect(done).toMatchObject({ state: "completed", rows: 3 });
    expect(readFileSync(sealedPath(folder, id)).includes("found")).toBe(false);

    const file = await openExport(contextFor(auditor), { id });
    const downloaded = await base.database.auditEvent.findFirstOrThrow({ where: { type: "export.downloaded" } });
    expect(downloaded.userName).toBe(auditor.email);
    const pieces: Buffer[] = [];
    for await (const piece of file.chunks) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    expect(bytes.length).toBe(done?.bytes);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(done?.sha256);
    expect(bytes.toString().match(/,found,/g)).toHaveLength(3);

    await base.pool.query("update export set expires_at = now() where id = $1", [id]);
    await expect(openExport(contextFor(admin), { id })).rejects.toMatchObject({ code: "not_found" });
    await forgetExports(contextFor(admin));
    expect(existsSync(sealedPath(folder, id))).toBe(false);
  });

  test("is not made for who has lost the right since, and with bodies is downloaded by auditors only", async () => {
    const leaving = await signInPerson(base, makePerson("admin"));
    const { id } = await startExport(contextFor(leaving), {});
    await base.database.user.update({ where: { id: leaving.id }, data: { role: "power_user" } });
    await work();
    expect(await summaryOf(id)).toMatchObject({
      state: "failed",
      error: expect.stringContaining("no longer") as string,
    });

    const withBodies = { content: true, format: "jsonl" } as const;
    await expect(startExport(contextFor(admin), withBodies)).rejects.toMatchObject({ code: "forbidden" });
    const sealed = await startExport(contextFor(auditor), withBodies);
    await work();
    await expect(openExport(contextFor(admin), sealed)).rejects.toMatchObject({ code: "forbidden" });
    const before = await base.database.auditEvent.count({ where: { type: "payload.viewed" } });
    await openExport(contextFor(auditor), sealed);
    expect(await base.database.auditEvent.count({ where: { type: "payload.viewed" } })).toBe(before + 1);
  });

  test("goes back to the queue when its worker stops, and is made by the next", async () => {
    const { id } = await startExport(contextFor(admin), { search: { query: "server:found" } });
    const stopped = new AbortController();
    stopped.abort();
    await work(stopped.signal);
    expect(await summaryOf(id)).toMatchObject({ state: "queued" });
    await work();
    expect(await summaryOf(id)).toMatchObject({ state: "completed", rows: 3 });
  });

  test("is cancelled by its owner or an admin, and nobody has more than ten waiting", async () => {
    const { id } = await startExport(contextFor(admin), {});
    await expect(cancelExport(contextFor(auditor), { id })).rejects.toMatchObject({ code: "forbidden" });
    await cancelExport(contextFor(admin), { id });
    await expect(cancelExport(contextFor(admin), { id })).rejects.toMatchObject({ code: "conflict" });
    expect(await work()).toBe(false);
    const asked = await Promise.allSettled(Array.from({ length: 12 }, () => startExport(contextFor(auditor), {})));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  });
});
