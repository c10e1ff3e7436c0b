import type { AuditEvent } from "#lib/ledger/events.ts";

/** Datadog recommends at most 25 KB a log; more is good for nobody. */
const maxEventBytes = 25_000;
/** Characters of a text that are kept: what a facet takes, then less until the event fits. */
const textLimits = [1_024, 256, 64];
const maxDetails = 40;

/** JSON of what `build` makes of texts cut to a number of characters, the largest that fits into 25 KB. */
export function boundedJson(build: (cut: (text: string) => string) => unknown): string {
  let json = "";
  for (const limit of textLimits) {
    json = JSON.stringify(build((text) => cutText(text, limit)));
    // A character has at most three bytes here for each of its two units.
    if (json.length * 3 <= maxEventBytes || Buffer.byteLength(json) <= maxEventBytes) return json;
  }
  return json;
}

/** Well-formed text of at most `limit` units, never cut through the middle of a character. */
export function cutText(text: string, limit: number): string {
  const kept = text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
  return /[\ud800-\udfff]/.test(kept) ? kept.replaceAll(/\p{Surrogate}/gu, "\ufffd") : kept;
}

/** Plain attributes of an event, flat and few, so that none can break a sink's limits on names, depth and number. */
export function plainAttributes(
  attrs: AuditEvent["attrs"],
  cut: (text: string) => string,
): Record<string, string | number | boolean> | undefined {
  let kept: Record<string, string | number | boolean> | undefined;
  let count = 0;
  for (const name in attrs) {
    const value = attrs[name];
    const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    if (!isPlain || !/^[A-Za-z][\w.]{0,39}$/.test(name)) continue;
    kept ??= {};
    kept[name] = typeof value === "string" ? cut(value) : value;
    if ((count += 1) === maxDetails) break;
  }
  return kept;
}
