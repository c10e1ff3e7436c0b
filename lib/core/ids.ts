import { randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";

const pool = Buffer.alloc(1_024);
let taken = pool.length;
const nextUlid = monotonicFactory(nextRandom);

export type IdPrefix =
  | "usr"
  | "con"
  | "key"
  | "call"
  | "hold"
  | "apr"
  | "evt"
  | "grt"
  | "snk"
  | "apk"
  | "chn"
  | "msg"
  | "std"
  | "bkt"
  | "bkf"
  | "exp"
  | "xsc"
  | "xrn"
  | "lgh"
  | "viw"
  | "wch"
  | "fir"
  | "cmt";

/** A new id such as `hold_01J5ZK8X3Q7V9M2N4P6R8T0W1Y`: a prefix that names the kind, then a ULID (sorts by time). */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${nextUlid()}`;
}

/** A random number from 0 to below 1 for each digit; fetched many at a time, because fetching costs more than they do. */
function nextRandom(): number {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  return (pool[taken++] ?? 0) / 256;
}
