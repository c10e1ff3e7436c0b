import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool, PoolClient } from "#lib/database/pool.ts";
import { insertPayloadsStatement } from "#lib/payloads/insert-payloads.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import type { AuditEvent } from "./events.ts";
import { insertEventsStatement } from "./insert-events.ts";

/** Appends events, and payloads sealed, through `client`: in the caller's transaction where it is in one. */
export async function appendToLedger(
  client: Pool | PoolClient,
  sealer: Sealer,
  records: { events: readonly AuditEvent[]; payloads?: readonly CapturedPayload[] },
): Promise<void> {
  const { events, payloads = [] } = records;
  const statements = [
    ...(events.length > 0 ? [insertEventsStatement(events)] : []),
    ...(payloads.length > 0 ? [insertPayloadsStatement(payloads, sealer)] : []),
  ];
  for (const { name, sql, parameters } of statements) await client.query({ name, text: sql, values: parameters });
}
