import { textOf } from "./answer.ts";

const keptLogs = 20_000;
const maxAgeMs = 18 * 3_600_000;
const maxLogBytes = 1_000_000;

/** One event as indexed. `cut` says that only the first 1 MB of it was kept. */
export type StoredLog = { id: string; receivedAt: Date; cut: boolean; attributes: Record<string, unknown> };

export type Logs = {
  /** Takes one accepted entry: cut silently over 1 MB, dropped silently when older than 18 hours. */
  add(entry: Record<string, unknown>): void;
  /** Oldest first; the newest 20,000. */
  all(): readonly StoredLog[];
  counts(): { indexed: number; tooOld: number };
};

/** Received events, in memory and bounded. */
export function createLogs(): Logs {
  const stored: StoredLog[] = [];
  let indexed = 0;
  let tooOld = 0;
  return {
    add(entry) {
      const receivedAt = new Date();
      if (timestampOf(entry, receivedAt) < receivedAt.getTime() - maxAgeMs) {
        tooOld += 1;
        return;
      }
      const json = Buffer.from(JSON.stringify(entry));
      const cut = json.length > maxLogBytes;
      indexed += 1;
      stored.push({
        id: `AQAAA${indexed.toString(36).padStart(10, "0")}`,
        receivedAt,
        cut,
        attributes: cut ? { message: json.subarray(0, maxLogBytes).toString() } : entry,
      });
      if (stored.length > keptLogs) stored.splice(0, stored.length - keptLogs);
    },
    all: () => stored,
    counts: () => ({ indexed, tooOld }),
  };
}

/** The date remapper: ISO 8601 or epoch milliseconds in `@timestamp`, `timestamp` or `date`; else the time of receipt. */
function timestampOf(entry: Record<string, unknown>, receivedAt: Date): number {
  for (const name of ["@timestamp", "timestamp", "date"]) {
    const value = entry[name];
    const time = typeof value === "number" ? value : typeof value === "string" ? Date.parse(value) : NaN;
    if (Number.isFinite(time)) return time;
  }
  return receivedAt.getTime();
}

/** The little of Datadog's search syntax that is needed: `*`, words, `service:x` and `@path.to.attribute:value`, all ANDed. */
export function searchLogs(logs: readonly StoredLog[], query: string): StoredLog[] {
  const terms = query.split(/\s+/).filter((term) => term !== "" && term !== "*");
  return logs.filter(({ attributes }) => terms.every((term) => matchesTerm(attributes, term)));
}

function matchesTerm(attributes: Record<string, unknown>, term: string): boolean {
  const colon = term.indexOf(":");
  if (colon < 0) return textOf(attributes["message"]).includes(term);
  const name = term.slice(0, colon).replace(/^@/, "");
  const wanted = term.slice(colon + 1).replace(/^"(.*)"$/, "$1");
  const value = name.split(".").reduce<unknown>((inner, key) => {
    return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined;
  }, attributes);
  return value !== undefined && (wanted === "*" || textOf(value, JSON.stringify(value)) === wanted);
}
