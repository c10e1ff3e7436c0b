// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/** csv: RFC 4180 with defused formulas. jsonl: one JSON object a line. parquet: typed columns, Snappy. */
export const exportFormats = ["csv", "jsonl", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];
