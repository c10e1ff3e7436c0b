import type { Exchange } from "../pipeline/exchange.ts";
import type { MaskCounts } from "./mask-payload.ts";

/** Tells the next event what was masked: kinds and how many, never a value. */
export function noteMasked({ attrs }: Pick<Exchange, "attrs">, ...counts: readonly MaskCounts[]): void {
  const nothing = counts.every(({ size }) => size === 0);
  // Attributes are never deleted, only emptied: an object that a key was taken from stays slow for good.
  if (nothing && attrs["masking.kinds"] === undefined) return;
  attrs["masking.kinds"] = nothing ? undefined : [...new Set(counts.flatMap((each) => [...each.keys()]))].toSorted();
  attrs["masking.count"] = nothing
    ? undefined
    : counts.flatMap((each) => [...each.values()]).reduce((sum, n) => sum + n, 0);
}
