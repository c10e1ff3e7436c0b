import { Download } from "lucide-react";
import { csvHref, type Chart, type UsageParams } from "./search-params.ts";

/** The numbers behind a chart or table, as a file. */
export function CsvLink({ params, chart, label }: { params: UsageParams; chart: Chart; label: string }) {
  return (
    <a
      href={csvHref(params, chart)}
      download
      className="inline-flex h-7 items-center gap-1 rounded-md px-1.5 text-xs text-muted hover:bg-hover hover:text-text"
    >
      <Download aria-hidden className="size-3.5" />
      CSV<span className="sr-only"> of {label}</span>
    </a>
  );
}
