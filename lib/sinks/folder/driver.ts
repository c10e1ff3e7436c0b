import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { boundedJson } from "../bounded-json.ts";
import { networkWords } from "../post-batch.ts";
import type { SendResult, SinkDriver, WrittenEvent } from "../sink-driver.ts";
import { toPlainEvent } from "../to-plain-event.ts";

const noFolder = "No folder is set that sinks may write to. An operator can set SINK_FOLDER.";

/** JSON lines on a disk, a file for each day: `file:///audit` is the folder `audit` in SINK_FOLDER. */
export const folderDriver: SinkDriver = {
  maxEntries: 1_000,
  maxBytes: 20_000_000,
  gatherMs: 0,
  contentType: "application/json",
  problems: ({ url }): Record<string, string> => {
    if (/^file:\/\/\/[a-z0-9][a-z0-9_-]*$/i.test(url)) return {};
    return { url: "Give a name of letters, digits and hyphens for the folder: file:///audit." };
  },
  takes: () => true,
  write: (event) => boundedJson((cut) => toPlainEvent(event, cut)),
  async send({ url, folder }, events): Promise<SendResult> {
    if (folder === undefined) return { outcome: "misconfigured", error: noFolder };
    try {
      const directory = path.join(folder, new URL(url).pathname.slice(1));
      await mkdir(directory, { recursive: true, mode: 0o700 });
      for (const [day, lines] of linesByDay(events)) await appendDurably(path.join(directory, `${day}.jsonl`), lines);
      return { outcome: "accepted" };
    } catch (error) {
      return { outcome: "retry", error: `The folder cannot be written: ${networkWords(error)}.`, retryAfterMs: 0 };
    }
  },
};

function linesByDay(events: readonly WrittenEvent[]): Map<string, string> {
  const days = new Map<string, string>();
  for (const { at, text } of events) {
    const day = at.toISOString().slice(0, 10);
    days.set(day, `${days.get(day) ?? ""}${text}\n`);
  }
  return days;
}

async function appendDurably(file: string, lines: string): Promise<void> {
  const handle = await open(file, "a+", 0o600);
  try {
    // A line that a crash or a full disk has cut off must not swallow the one that follows.
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    await handle.appendFile(size > 0 && last[0] !== 0x0a ? `\n${lines}` : lines);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
