import { monotonicFactory } from "ulid";

const nextUlid = monotonicFactory();

export type IdPrefix = "usr" | "con" | "key" | "call" | "hold" | "apr" | "evt" | "snk";

/** A new id such as `hold_01J5ZK8X3Q7V9M2N4P6R8T0W1Y`: a prefix that names the kind, then a ULID (sorts by time). */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${nextUlid()}`;
}
