import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool, PoolClient } from "#lib/database/pool.ts";
import { insertPayloadsStatement } from "#lib/payloads/insert-payloads.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import type { AuditEvent } from "./events.ts";
import { insertEventsStatement } from "./insert-events.ts";

/**
 * Appends events, and payloads sealed, through `client`: in the caller's transaction where it is in one, else in one of
 * its own. It is one statement, so that all of it is there or nothing, in one round trip.
 */
export async function appendToLedger(
  client: Pool | PoolClient,
  sealer: Sealer,
  records: { events: readonly AuditEvent[]; payloads?: readonly CapturedPayload[] },
): Promise<void> {
  const events = insertEventsStatement(records.events);
  if (!records.payloads?.length) {
    await client.query({ name: events.name, text: events.sql, values: events.parameters });
    return;
  }
  const payloads = insertPayloadsStatement(records.payloads, sealer, events.parameters.length + 1);
  await client.query({
    name: "insert-events-and-payloads",
    text: `with payloads as (${payloads.sql}) ${events.sql}`,
    values: [...events.parameters, ...payloads.parameters],
  });
}
