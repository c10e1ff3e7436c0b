import { csvStatement, writeCsv } from "./csv-format.ts";
import { jsonLinesStatement, writeJsonLines } from "./json-lines-format.ts";
import { writeParquet } from "./parquet-format.ts";
import type { ExportChunk } from "./export-chunk.ts";
import type { ExportFormat } from "./schemas.ts";

type FormatWriter = {
  /** The COPY statement for `rows`, a FROM clause and what follows it. */
  statement: (rows: string) => string;
  write: (source: AsyncIterable<Buffer>) => AsyncGenerator<ExportChunk, void, undefined>;
};

export const formats: Record<ExportFormat, FormatWriter> = {
  csv: { statement: csvStatement, write: writeCsv },
  jsonl: { statement: jsonLinesStatement, write: writeJsonLines },
  parquet: { statement: jsonLinesStatement, write: writeParquet },
};
