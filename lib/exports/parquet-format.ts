import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { columnEntries } from "./columns.ts";
import type { ExportChunk } from "./export-chunk.ts";
import { readLines } from "./json-lines-format.ts";

/** Rows that are in memory together; encoding them takes the process tens of milliseconds. */
const groupSize = 5_000;

type Row = Record<string, unknown>;

const columns = [...columnEntries.map(({ name, kind }) => ({ name, kind })), { name: "attrs", kind: "json" as const }];

const elements: SchemaElement[] = columns.map(({ name, kind }): SchemaElement => {
  const common = { name, repetition_type: "OPTIONAL" } as const;
  if (kind === "time") return { ...common, type: "INT64", converted_type: "TIMESTAMP_MILLIS" };
  if (kind === "number") return { ...common, type: "INT64" };
  return { ...common, type: "BYTE_ARRAY", converted_type: kind === "json" ? "JSON" : "UTF8" };
});
const schema: SchemaElement[] = [{ name: "root", num_children: columns.length }, ...elements];

/** Parquet (Snappy, a group of rows at a time) out of JSON lines. Times are UTC in ms, details are JSON. */
export async function* writeParquet(source: AsyncIterable<Buffer>): AsyncGenerator<ExportChunk, void, undefined> {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: "holdpoint" });
  let group: Row[] = [];
  for await (const lines of readLines(source)) {
    for (const line of lines) group.push(JSON.parse(line) as Row);
    if (group.length < groupSize) continue;
    yield { bytes: encode(group), rows: group.length };
    group = [];
  }
  // Also where nothing came: a file without rows still says its columns.
  const last = encode(group);
  void writer.finish();
  yield { bytes: Buffer.concat([last, drain()]), rows: group.length };

  function encode(rows: readonly Row[]): Buffer {
    void writer.write({
      columnData: columns.map(({ name, kind }) => ({ name, data: rows.map((row) => toParquet(row[name], kind)) })),
      rowGroupSize: Math.max(1, rows.length),
    });
    return drain();
  }
  function drain(): Buffer {
    const written = Buffer.from(bytes.getBytes());
    bytes.index = 0;
    return written;
  }
}

function toParquet(value: unknown, kind: (typeof columns)[number]["kind"]): unknown {
  if (value === null || value === undefined) return null;
  if (kind === "time") return new Date(value as string);
  if (kind === "number") return BigInt(value as number);
  return value;
}
