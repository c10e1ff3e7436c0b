import type { Pool } from "#lib/database/pool.ts";
import { leaseSeconds } from "./claim-hold.ts";

const renewEveryMs = 10_000;

/**
 * Renews the lease of a claimed hold for as long as its execution goes on, so that a slow upstream is not taken for a
 * lost gateway. Call what it returns when the execution has ended. A renewal that fails is tried again at the next
 * turn; where three fail in a row, the sweep settles the hold.
 */
export function keepLease(
  pool: Pool,
  hold: { id: string; fence: number },
  options: { everyMs?: number; onError?: (error: unknown) => void } = {},
): () => void {
  async function renew(): Promise<void> {
    await pool.query({
      name: "renew-lease",
      text: `update hold set lease_until = now() + $3 * interval '1 second'
        where id = $1 and fence = $2 and state in ('executing', 'dispatched')`,
      values: [hold.id, hold.fence, leaseSeconds],
    });
  }
  const timer = setInterval(() => {
    renew().catch((error: unknown) => options.onError?.(error));
  }, options.everyMs ?? renewEveryMs);
  return () => clearInterval(timer);
}
