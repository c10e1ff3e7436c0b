import { columnEntries, timeSql } from "./columns.ts";
import { withheldAttrs } from "#lib/ledger/withheld-attrs.ts";
import type { ExportChunk } from "./export-chunk.ts";

const fields = columnEntries.map(({ name, column, kind }) => `${kind === "time" ? timeSql : column} as "${name}"`);
/** Details of an event, without what only payloads may hold. */
const attrs = `(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(attrs) where key !~* '${withheldAttrs.source}') as attrs`;

const newline = 0x0a;

/**
 * The COPY statement of `rows` as a JSON object a line. Delimiter and quote are characters that JSON never holds as they
 * are, so that PostgreSQL changes nothing about it.
 */
export function jsonLinesStatement(rows: string): string {
  return `copy (select row_to_json(line) from (select ${[...fields, attrs].join(", ")} ${rows}) as line)
    to stdout (format csv, quote e'\\x01', delimiter e'\\x02')`;
}

/** Counts the lines that pass. */
export async function* writeJsonLines(source: AsyncIterable<Buffer>): AsyncGenerator<ExportChunk, void, undefined> {
  for await (const bytes of source) {
    let rows = 0;
    for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) rows += 1;
    yield { bytes, rows };
  }
}

/** Whole lines, as many together as came together. */
export async function* readLines(source: AsyncIterable<Buffer>): AsyncGenerator<string[], void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const end = chunk.lastIndexOf(newline);
    if (end === -1) {
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    yield Buffer.concat([rest, chunk.subarray(0, end)])
      .toString()
      .split("\n");
    rest = chunk.subarray(end + 1);
  }
}
