import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";

/** How long a claimed hold belongs to its claimer before it may go back to approved. */
export const leaseSeconds = 30;

/** The right to run an approved call once: the fence that the next steps must show, and what was approved. */
export type Claim = {
  fence: number;
  requirement: string | null;
  toolSchema: string | null;
  /** What runs in place of its arguments, sealed (lib/holds/edited-request), and what the approval binds to it by. */
  editedSealed: Buffer | null;
  editedDigest: string | null;
};

/**
 * approved → executing, with its event, for one claimer only and only while the approval stands for this very request.
 * Undefined where somebody else has it or it is no longer approved.
 */
export async function claimHold(
  pool: Pool,
  sealer: Sealer,
  hold: { id: string; requestDigest: string },
  event: AuditEvent,
): Promise<Claim | undefined> {
  return inTransaction(pool, async (client) => {
    const bell = ringStatement({ topic: "hold", id: hold.id, state: "executing" });
    const { rows } = await client.query<Claim>({
      name: "claim-hold",
      text: `with claimed as (
          update hold set state = 'executing', fence = fence + 1, lease_until = now() + $3 * interval '1 second'
          where id = $1 and state = 'approved' and expires_at > now() and request_digest = $2
          returning fence, requirement, tool_schema, edited_sealed, edited_digest
        )
        select fence, requirement, tool_schema as "toolSchema", edited_sealed as "editedSealed",
          edited_digest as "editedDigest", pg_notify($4, $5) from claimed`,
      values: [hold.id, hold.requestDigest, leaseSeconds, ...bell.parameters],
    });
    const [claim] = rows;
    if (!claim) return undefined;
    await appendToLedger(client, sealer, { events: [event] });
    return claim;
  });
}
