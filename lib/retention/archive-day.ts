import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Pool } from "#lib/database/pool.ts";
import { copyRows } from "#lib/exports/copy-rows.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { StoredFile } from "#lib/storage/schemas.ts";
import { rowsOf, type StoredDay } from "./ledger-days.ts";
import type { LedgerKind } from "./schemas.ts";

const compress = promisify(gzip);
/** Before compression; a file begins anew after it. */
const fileBytes = 32_000_000;
const newline = 0x0a;

/** Whole rows. What is sealed stays sealed, as base64: who reads the archive needs this installation's secret for it. */
const rowsSql: Record<LedgerKind, string> = {
  events: "select * from",
  payloads: `select at, call_id, direction, translate(encode(headers_sealed, 'base64'), e'\\n', '') as headers_sealed,
    translate(encode(body_sealed, 'base64'), e'\\n', '') as body_sealed, content_type, bytes, sha256, truncated from`,
};

/**
 * Writes a day of the ledger as files of gzipped JSON lines; the same names when it is written again. Where some of the day
 * was removed before, their numbers go on behind its files.
 */
export async function archiveDay(pool: Pool, storage: Storage, day: StoredDay): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  let pieces: Buffer[] = [];
  let size = 0;
  let rows = 0;
  const before = await countFiles(pool, day);
  const lines = `copy (select row_to_json(line) from (${rowsSql[day.kind]} ${rowsOf(day)} as stored order by at) as line)
    to stdout (format csv, quote e'\\x01', delimiter e'\\x02')`;
  for await (const chunk of copyRows(pool, lines)) {
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) rows += 1;
    // PostgreSQL sends line by line, the socket does not: a file ends with the last line that is whole.
    const end = size + chunk.length > fileBytes ? chunk.lastIndexOf(newline) + 1 : 0;
    if (end === 0) {
      pieces.push(chunk);
      size += chunk.length;
      continue;
    }
    pieces.push(chunk.subarray(0, end));
    await write();
    pieces = [chunk.subarray(end)];
    size = chunk.length - end;
  }
  if (rows > 0) await write();
  return files;

  async function write(): Promise<void> {
    const bytes = await compress(Buffer.concat(pieces));
    const number = String(before + files.length + 1).padStart(4, "0");
    const name = `${day.kind}/${day.day.slice(0, 7)}/${day.kind}-${day.day}-${number}.jsonl.gz`;
    await storage.put(name, bytes, "application/gzip");
    files.push({ name, rows, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") });
    rows = 0;
  }
}

async function countFiles(pool: Pool, { day, kind }: StoredDay): Promise<number> {
  const { rows } = await pool.query<{ files: number }>(
    "select coalesce(jsonb_array_length(files), 0) as files from removed_day where day = $1 and kind = $2",
    [day, kind],
  );
  return rows[0]?.files ?? 0;
}
