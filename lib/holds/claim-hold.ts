import type { Pool } from "#lib/database/pool.ts";

/** How long a claimed hold belongs to its claimer before it may go back to approved. */
export const leaseSeconds = 30;

/**
 * approved → executing, for one claimer only and only while the approval stands for this very request. Returns the
 * fence that the next steps must show, or undefined where somebody else has it or it is no longer approved.
 */
export async function claimHold(pool: Pool, hold: { id: string; requestDigest: string }): Promise<number | undefined> {
  const { rows } = await pool.query<{ fence: number }>({
    name: "claim-hold",
    text: `update hold set state = 'executing', fence = fence + 1, lease_until = now() + $3 * interval '1 second'
      where id = $1 and state = 'approved' and expires_at > now() and request_digest = $2
      returning fence`,
    values: [hold.id, hold.requestDigest, leaseSeconds],
  });
  return rows[0]?.fence;
}
