import type { Exchange } from "../pipeline/exchange.ts";
import type { MaskCounts } from "./mask-payload.ts";

/** Tells the next event what was masked: kinds and how many, never a value. */
export function noteMasked({ attrs }: Pick<Exchange, "attrs">, ...counts: readonly MaskCounts[]): void {
  const kinds = [...new Set(counts.flatMap((each) => [...each.keys()]))].toSorted();
  delete attrs["masking.kinds"];
  delete attrs["masking.count"];
  if (kinds.length === 0) return;
  attrs["masking.kinds"] = kinds;
  attrs["masking.count"] = counts.flatMap((each) => [...each.values()]).reduce((sum, count) => sum + count, 0);
}
