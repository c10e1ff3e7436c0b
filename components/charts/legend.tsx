import { CellText } from "#components/data-table/cell-text.tsx";
import { classNames } from "#components/ui/class-names.ts";
import type { ChartSeries } from "./series.ts";

/** What the colours mean, in words; with a value each where the chart is at one place. */
export function Legend({ series, formatOf }: { series: readonly ChartSeries[]; formatOf?: (key: string) => string }) {
  return (
    <ul className="flex min-w-0 flex-wrap gap-x-3 gap-y-0.5 text-xs text-muted">
      {series.map(({ key, label, look }) => (
        <li key={key} className="flex max-w-48 min-w-0 items-center gap-1.5">
          <span aria-hidden className={classNames("size-2 shrink-0 rounded-sm", look.mark)} />
          <CellText text={label} />
          {formatOf && <span className="text-text">{formatOf(key)}</span>}
        </li>
      ))}
    </ul>
  );
}
