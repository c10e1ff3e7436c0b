import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { WrittenEvent } from "../sink-driver.ts";
import { folderDriver } from "./driver.ts";

const at = new Date("2026-11-20T09:00:00.123Z");
const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-sinks-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(event: AuditEvent): WrittenEvent[] {
  return [{ id: event.id, at: event.at, text: folderDriver.write(event, event.at, {}) }];
}

test("a folder gets a file a day, a line an event, also after a line that a crash cut off", async () => {
  const target = { url: "file:///audit", apiKey: "", settings: {}, folder };
  const [first, second] = [
    newEvent({ type: "call.finished", status: "ok", at }),
    newEvent({ type: "call.finished", status: "ok", at }),
  ];
  expect(await folderDriver.send(target, written(first))).toEqual({ outcome: "accepted" });
  const file = path.join(folder, "audit/2026-11-20.jsonl");
  writeFileSync(file, '{"id":"cut o', { flag: "a" });
  await folderDriver.send(target, written(second));
  const lines = readFileSync(file, "utf8").split("\n");
  expect(lines[0]).toContain(first.id);
  expect(lines[2]).toContain(second.id);
  expect(lines[3]).toBe("");

  const nowhere = await folderDriver.send({ ...target, folder: undefined }, written(first));
  expect(nowhere).toMatchObject({ outcome: "misconfigured", error: expect.stringContaining("SINK_FOLDER") });
  expect(folderDriver.problems({ ...target, url: "file:///../etc" })).toHaveProperty("url");
});
