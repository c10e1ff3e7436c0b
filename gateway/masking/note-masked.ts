import type { Exchange } from "../pipeline/exchange.ts";
import { addCounts, type MaskCounts } from "./mask-payload.ts";

/** Tells the next event what was masked: kinds and how many of each, never a value. */
export function noteMasked({ attrs }: Pick<Exchange, "attrs">, ...counts: readonly MaskCounts[]): void {
  const byKind = new Map<string, number>();
  for (const each of counts) addCounts(byKind, each);
  // Attributes are never deleted, only emptied: an object that a key was taken from stays slow for good.
  if (byKind.size === 0 && attrs["masking.kinds"] === undefined) return;
  const sorted = [...byKind].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const found = sorted.length > 0;
  attrs["masking.kinds"] = found ? sorted.map(([kind]) => kind) : undefined;
  attrs["masking.count"] = found ? sorted.reduce((sum, [, count]) => sum + count, 0) : undefined;
  attrs["masking.by_kind"] = found ? sorted.map(([kind, count]) => `${kind}:${count}`).join(" ") : undefined;
}
