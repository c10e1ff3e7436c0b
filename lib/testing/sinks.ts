import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { deliverToSink, type Delivery } from "#lib/sinks/deliver-to-sink.ts";
import { createSinkLocks } from "#lib/sinks/sink-locks.ts";
import type { Datadog } from "#scripts/local/datadog.ts";
import type { TestDatabase } from "./database.ts";

/** Appends events of a call, all alike, in one transaction; returns their ids. */
export async function appendEvents(
  { pool }: Pick<TestDatabase, "pool">,
  count: number,
  given: Partial<AuditEvent> = {},
): Promise<string[]> {
  const events = Array.from({ length: count }, () =>
    newEvent({ type: "call.finished", status: "ok", kind: "mcp", connection: "everything", ...given }),
  );
  const { sql, parameters } = insertEventsStatement(events);
  await pool.query(sql, parameters);
  return events.map(({ id }) => id);
}

/** One run of delivery as by a process of its own: with its own locks, and no memory of earlier runs. */
export async function deliverOnce(
  { pool, sealer }: Pick<TestDatabase, "pool" | "sealer">,
  sinkId: string,
  signal?: AbortSignal,
): Promise<Delivery> {
  const locks = createSinkLocks(pool);
  try {
    return await deliverToSink({ pool, sealer, locks, ...(signal && { signal }) }, sinkId);
  } finally {
    locks.close();
  }
}

/** The id of every log, as often as it was indexed, so that duplicates show. */
export function receivedIds(datadog: Datadog): string[] {
  return datadog.logs().map(({ attributes }) => (attributes["evt"] as { id: string }).id);
}
