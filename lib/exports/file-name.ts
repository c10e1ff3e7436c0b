import { ExportFormat, exportTypes } from "./schemas.ts";

/** Such as `audit-log-2026-11-20-14-02-11.csv`. */
export function fileNameOf({ createdAt, format }: { createdAt: Date; format: string }): string {
  const { extension } = exportTypes[ExportFormat.parse(format)];
  return `audit-log-${createdAt.toISOString().slice(0, 19).replaceAll(/[:T]/g, "-")}.${extension}`;
}
