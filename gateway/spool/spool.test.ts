import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSealer } from "#lib/crypto/sealer.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { isInMemory } from "#lib/storage/is-in-memory.ts";
import { diskFolder } from "../testing/disk-folder.ts";
import { openSpools } from "./open-spools.ts";
import { Spool, type SpoolOptions } from "./spool.ts";
import type { SpoolRecords } from "./spool-records.ts";

const secret = "a secret of this test, long enough for it";
const sealer = createSealer(secret);
let disk: ReturnType<typeof diskFolder>;
beforeEach(() => {
  disk = diskFolder();
});
afterEach(() => disk.remove());

function open(more: Partial<SpoolOptions> = {}): Promise<Spool> {
  return Spool.open({ folder: disk.folder, sealer, maxBytes: 100_000_000, maxAgeMs: 60_000, ...more });
}

function records(operation = "x", body = ""): SpoolRecords {
  const event = newEvent({ type: "call.started", status: "started", operation, attrs: { n: 1 } });
  const payload: CapturedPayload = {
    callId: "call",
    direction: "request",
    at: new Date(),
    headers: { accept: "*/*" },
    body: Buffer.from(body),
    contentType: "text/plain",
    bytes: body.length,
    sha256: "s",
    truncated: false,
  };
  return { events: [event], payloads: body === "" ? [] : [payload] };
}

/** All that is in it, oldest first; empties it. */
async function takeAll(spool: Spool): Promise<SpoolRecords[]> {
  const all: SpoolRecords[] = [];
  for (let oldest = await spool.oldest(); oldest; oldest = await spool.oldest()) {
    all.push(...oldest.records);
    await oldest.remove();
  }
  return all;
}

function operations(all: readonly SpoolRecords[]): (string | null)[] {
  return all.flatMap(({ events }) => events.map(({ operation }) => operation));
}

function segments(): string[] {
  return readdirSync(disk.folder)
    .filter((name) => name.endsWith(".spool"))
    .sort()
    .map((name) => path.join(disk.folder, name));
}

test("what was appended comes back as it was, oldest first, after the process has ended", async () => {
  const spool = await open();
  const given = [records("one", "body of one"), records("two"), records("three", "\u0000 bytes")];
  for (const each of given) await spool.append(each, { isEnding: false });
  await spool.close();
  const again = await open();
  expect(await takeAll(again)).toEqual(given);
  expect(again.isEmpty).toBe(true);
  expect(segments()).toEqual([]);
});

test("nothing that was appended can be read on the disk without the secret", async () => {
  const spool = await open();
  await spool.append(records("operation-canary", "body-canary"), { isEnding: false });
  expect(segments().map((file) => readFileSync(file, "latin1"))).not.toEqual([expect.stringContaining("canary")]);
  await spool.close();
  await expect(open({ sealer: createSealer("another secret, also long enough for it") })).rejects.toThrow(
    "another HOLDPOINT_SECRET",
  );
});

test("kill -9 loses nothing that was taken, and what was taken comes back once", async () => {
  await Promise.all(
    [3, 40, 400].map(async (after) => {
      const folder = path.join(disk.folder, String(after));
      const args = ["--import", "tsx", "gateway/testing/spool-writer-process.ts", folder, secret];
      const writer = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      writer.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.split("\n").length > after) writer.kill("SIGKILL");
      });
      await once(writer, "close");
      const taken = said.split("\n").slice(0, -1);
      const found = (await takeAll(await open({ folder }))).flatMap(({ events }) => events.map(({ id }) => id));
      expect(new Set(found).size).toBe(found.length);
      expect(taken.filter((id) => !found.includes(id))).toEqual([]);
      expect(taken.length).toBeGreaterThanOrEqual(after);
    }),
  );
});

test("an end that was torn is cut off, and the spool goes on", async () => {
  const spool = await open();
  await spool.append(records("whole"), { isEnding: false });
  await spool.append(records("torn"), { isEnding: false });
  await spool.close();
  const [file = ""] = segments();
  truncateSync(file, readFileSync(file).length - 5);
  const again = await open();
  await again.append(records("next"), { isEnding: false });
  await again.close();
  expect(operations(await takeAll(await open()))).toEqual(["whole", "next"]);
});

test("damage before the end, or a segment that is missing, is told loudly instead of skipped", async () => {
  const spool = await open();
  for (const each of ["one", "two"]) await spool.append(records(each), { isEnding: false });
  const [file = ""] = segments();
  const whole = readFileSync(file);
  const changed = Buffer.from(whole);
  changed[40] = (changed[40] ?? 0) ^ 1;
  writeFileSync(file, changed);
  await expect(open()).rejects.toThrow(/damaged: .* at byte 8\. .*start without them/);

  writeFileSync(file, whole);
  await spool.oldest();
  for (const each of ["three", "four"]) await spool.append(records(each), { isEnding: false });
  await (await open()).append(records("five"), { isEnding: false });
  const [, second = ""] = segments();
  rmSync(second);
  await expect(open()).rejects.toThrow("damaged");
});

test("after an error of the disk nothing is taken any more, and what failed is not there later", async () => {
  let fails = false;
  const sync = (): Promise<void> => (fails ? Promise.reject(new Error("EIO")) : Promise.resolve());
  const spool = await open({ sync });
  await spool.append(records("synced"), { isEnding: false });
  fails = true;
  await expect(spool.append(records("failed"), { isEnding: true })).rejects.toThrow("EIO");
  fails = false;
  await expect(spool.append(records("later"), { isEnding: true })).rejects.toThrow("EIO");
  expect(spool.takesStarts).toBe(false);
  expect(operations(await takeAll(await open()))).toEqual(["synced"]);
});

test("a full spool takes no starts, and endings while there is room for them", async () => {
  const spool = await open({ maxBytes: 16_000 });
  const big = "x".repeat(3_000);
  const starts = await Promise.allSettled(
    Array.from({ length: 8 }, () => spool.append(records("start", big), { isEnding: false })),
  );
  expect(starts.filter(({ status }) => status === "fulfilled").length).toBe(3);
  await spool.append(records("ending", big), { isEnding: true });
  await expect(spool.append(records("ending", big), { isEnding: true })).rejects.toThrow("full");
  expect(spool.bytes).toBeLessThanOrEqual(16_000);
  await takeAll(spool);
  await spool.append(records("start"), { isEnding: false });
});

test("a spool that was not emptied for too long takes no starts", async () => {
  const spool = await open({ maxAgeMs: -1 });
  await spool.append(records("first"), { isEnding: false });
  await expect(spool.append(records("second"), { isEnding: false })).rejects.toThrow("too long");
  await spool.append(records("ending"), { isEnding: true });
  await takeAll(spool);
  expect(spool.takesStarts).toBe(true);
});

const memory = "/dev/shm";
test.skipIf(!existsSync(memory) || !isInMemory(memory))("a folder in memory is refused", async () => {
  const folder = path.join(memory, `holdpoint-spool-${process.pid}`);
  await expect(open({ folder })).rejects.toThrow("Set GATEWAY_SPOOL_DIR to a disk");
  rmSync(folder, { recursive: true });
});

test("of two gateways on one folder the second waits for the first to end, and is refused if it does not", async () => {
  const options = { folder: disk.folder, sealer, maxBytes: 1_000_000, maxAgeMs: 60_000, slot: 0, processes: 1 };
  const { own } = await openSpools(options);
  await expect(openSpools({ ...options, waitMs: 0 })).rejects.toThrow("Another gateway has the spool");
  const next = openSpools({ ...options, waitMs: 5_000 });
  await own.close();
  await (await next).own.close();
});

test("the spools of processes that are no more are found by those that are", async () => {
  const options = { folder: disk.folder, sealer, maxBytes: 1_000_000, maxAgeMs: 60_000, processes: 4 };
  for (const slot of [0, 1, 2, 3]) {
    const { own } = await openSpools({ ...options, slot });
    await own.append(records(`of ${slot}`), { isEnding: false });
    await own.close();
  }
  const found: (string | null)[] = [];
  for (const slot of [0, 1]) {
    const { own, left } = await openSpools({ ...options, slot, processes: 2 });
    for (const spool of [own, ...left]) {
      found.push(...operations(await takeAll(spool)));
      await spool.close();
    }
  }
  expect(found).toHaveLength(4);
  expect(new Set(found)).toEqual(new Set(["of 0", "of 1", "of 2", "of 3"]));
});
