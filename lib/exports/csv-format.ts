import { columnEntries, timeSql } from "./columns.ts";
import type { ExportChunk } from "./export-chunk.ts";

/** First characters by which spreadsheets take a cell for a formula, in their wide forms, too (OWASP, CSV injection). */
const formulaStarts = [9, 10, 13, 43, 45, 61, 64, 65_291, 65_293, 65_309, 65_312].join(", ");
const quote = '"';

const cells = columnEntries.map(({ column, kind }) => {
  if (kind === "time") return timeSql;
  if (kind !== "text") return column;
  return `case when ascii(${column}) in (${formulaStarts}) then '''' || ${column} else ${column} end`;
});

/** The COPY statement of `rows` (a FROM clause and what follows it). PostgreSQL writes the cells: nothing else is as fast. */
export function csvStatement(rows: string): string {
  return `copy (select ${cells.join(", ")} ${rows}) to stdout (format csv)`;
}

/**
 * CSV by RFC 4180 out of PostgreSQL's: a line of names first, and every line ended by CR LF. Line breaks inside quotes are
 * cells' own and stay as they are.
 */
export async function* writeCsv(source: AsyncIterable<Buffer>): AsyncGenerator<ExportChunk, void, undefined> {
  yield { bytes: Buffer.from(`${columnEntries.map(({ name }) => name).join()}\r\n`), rows: 0 };
  let inQuotes = false;
  for await (const chunk of source) {
    // Byte by byte it would be slow; as Latin-1 no byte changes, and the engine's own search does it.
    const parts = chunk.toString("latin1").split(quote);
    let rows = 0;
    for (const [index, part] of parts.entries()) {
      if (index > 0) inQuotes = !inQuotes;
      if (inQuotes || !part.includes("\n")) continue;
      const lines = part.split("\n");
      rows += lines.length - 1;
      parts[index] = lines.join("\r\n");
    }
    yield { bytes: Buffer.from(parts.join(quote), "latin1"), rows };
  }
}
