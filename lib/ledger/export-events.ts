import { stringify } from "csv-stringify/sync";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { readEvents } from "./list-events.ts";
import { readerOf } from "./reader.ts";
import { recordEvent } from "./record-event.ts";
import { EventFilter, type EventRow } from "./schemas.ts";

const batchSize = 2_000;

const columns = [
  "at",
  "id",
  "type",
  "status",
  "userName",
  "userId",
  "agent",
  "connection",
  "kind",
  "operation",
  "tool",
  "decision",
  "rule",
  "policyVersion",
  "approver",
  "reason",
  "clientIp",
  "httpStatus",
  "errorCode",
  "durationMs",
  "upstreamMs",
  "holdMs",
  "requestBytes",
  "responseBytes",
  "callId",
  "holdId",
] as const satisfies readonly (keyof EventRow)[];

/**
 * The filtered audit log as CSV (RFC 4180, UTF-8), newest first, metadata only, in chunks of up to 2,000 lines: one
 * chunk is in memory at a time. The export is in the ledger, with its filter, before the first chunk exists. Cells that
 * a spreadsheet would run as a formula begin with an apostrophe.
 */
export async function exportEvents(
  context: ServiceContext,
  input: EventFilter,
): Promise<AsyncGenerator<string, void, undefined>> {
  requirePermission(context, "audit.export");
  const filter = parseInput(EventFilter, input);
  const recorded = await withTransaction(context, (transaction) =>
    recordEvent(transaction, context, { type: "audit.exported", status: "ok", attrs: { filter, format: "csv" } }),
  );
  // What is written from here on, the record of this export included, belongs to the next one.
  const before = { at: recorded.at, id: recorded.id };
  return writeCsv(context, filter, before);
}

async function* writeCsv(
  context: ServiceContext,
  filter: EventFilter,
  start: { at: Date; id: string },
): AsyncGenerator<string, void, undefined> {
  const reader = readerOf(context);
  yield toCsv([columns]);
  let before = start;
  for (;;) {
    const events = await readEvents(context, { filter, reader, before, limit: batchSize });
    if (events.length > 0) yield toCsv(events.map((event) => columns.map((column) => event[column])));
    const last = events.at(-1);
    if (!last || events.length < batchSize) return;
    before = { at: last.at, id: last.id };
  }
}

function toCsv(rows: readonly (readonly unknown[])[]): string {
  return stringify([...rows], {
    escape_formulas: true,
    record_delimiter: "\r\n",
    cast: { date: (value) => value.toISOString() },
  });
}
