import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { createMerkleTree } from "./merkle-tree.ts";

const pageSize = 10_000;

type Span = { hour: Date; fromXact: number; toXact: number };

/**
 * Once an hour: counts the events that transactions have written since the last time, and puts one hash over their ids,
 * as an event that every sink gets. Spans of transactions have no gap and never change, so a receiver can compare what it
 * has. Does nothing where the hour has its account already, or the ledger began in it. Returns the number of events, or undefined.
 */
export async function reconcileLedger(pool: Pool, sealer: Sealer): Promise<number | undefined> {
  const span = await nextSpan(pool);
  if (!span) return undefined;
  const { events, root } = await readAccount(pool, span);
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `insert into reconciliation (hour, from_xact, to_xact, events, root) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [span.hour, span.fromXact, span.toXact, events, root],
    );
    if (rowCount === 0) return undefined;
    const attrs = { hour: span.hour.toISOString(), fromXact: span.fromXact, toXact: span.toXact, events, root };
    const event = newEvent({ type: "ledger.reconciled", status: "ok", agent: "holdpoint:worker", attrs });
    await appendToLedger(client, sealer, { events: [event] });
    return events;
  });
}

/** From where the last account ended to the oldest transaction that still runs. */
async function nextSpan(pool: Pool): Promise<Span | undefined> {
  const { rows } = await pool.query<Span>(
    `select date_trunc('hour', now()) as hour,
       coalesce((select max(to_xact) from reconciliation), 0) as "fromXact",
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint as "toXact"
     where not exists (select 1 from reconciliation where hour >= date_trunc('hour', now()))
       and exists (select 1 from audit_event where at < date_trunc('hour', now()))`,
  );
  return rows[0];
}

async function readAccount(pool: Pool, { fromXact, toXact }: Span): Promise<{ events: number; root: string }> {
  const tree = createMerkleTree();
  let events = 0;
  let after: { xact: number; at: Date | string; id: string } = { xact: fromXact, at: "-infinity", id: "" };
  for (;;) {
    const { rows } = await pool.query<{ xact: number; at: Date; id: string }>({
      name: "read-ids",
      text: `select xact, at, id from audit_event
        where (xact, at, id) > ($1::bigint, $2::timestamptz, $3::text) and xact < $4
        order by xact, at, id limit ${pageSize}`,
      values: [after.xact, after.at, after.id, toXact],
    });
    for (const { id } of rows) tree.add(id);
    events += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return { events, root: tree.root() };
    after = last;
  }
}
