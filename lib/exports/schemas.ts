import { z } from "zod";
import { Search } from "#lib/search/schemas.ts";
import { exportFormats } from "./shapes.ts";

export const ExportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const exportTypes: Record<ExportFormat, { contentType: string; extension: string }> = {
  csv: { contentType: "text/csv; charset=utf-8", extension: "csv" },
  jsonl: { contentType: "application/x-ndjson; charset=utf-8", extension: "jsonl" },
  parquet: { contentType: "application/vnd.apache.parquet", extension: "parquet" },
};

const what = {
  format: ExportFormat.default("csv"),
  /** With headers and bodies of each call; for auditors. */
  content: z.boolean().default(false),
};

/** Headers and bodies are nested, which only JSON can say. */
export function contentFits({ format, content }: { format: ExportFormat; content: boolean }): boolean {
  return !content || format === "jsonl";
}
export const contentMisfit = { message: "Choose JSON Lines for an export with headers and bodies.", path: ["format"] };

export const ExportEvents = z
  .strictObject({ search: Search.default({ query: "" }), ...what })
  .refine(contentFits, contentMisfit);
export type ExportEvents = z.infer<typeof ExportEvents>;

/** One export, named by its id. */
export const NameExport = z.strictObject({ id: z.string().max(64) });

export const ExportState = z.enum(["queued", "running", "completed", "cancelled", "failed"]);
export type ExportState = z.infer<typeof ExportState>;

/** An export as it is listed. Sizes in bytes; `sha256` (hex) is of the whole file. */
export type ExportSummary = {
  id: string;
  way: "download" | "background";
  state: ExportState;
  format: ExportFormat;
  content: boolean;
  search: Search;
  ownerName: string;
  /** Whether it is the reader's own. */
  own: boolean;
  rows: number;
  bytes: number;
  sha256: string | null;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  /** Until when the file can be downloaded; null where there is none. */
  expiresAt: Date | null;
};
