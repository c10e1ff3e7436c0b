"use client";

import { useState } from "react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import type { ChartPoint, ChartSeries } from "./series.ts";

type ChartTableProps = {
  label: string;
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
  bucketLabel: (at: Date) => string;
  format: (value: number) => string;
};

/** The same numbers as text, for whoever does not see the chart or wants to copy them. Made when it is opened. */
export function ChartTable({ label, points, series, bucketLabel, format }: ChartTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="text-xs" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded-sm text-muted select-none hover:text-text">As a table</summary>
      {open && (
        <div className="mt-1 max-h-64 overflow-y-auto border-t">
          <Table label={label}>
            <TableHeader>
              <tr>
                <TableHead>Time</TableHead>
                {series.map((each) => (
                  <TableHead key={each.key} className="max-w-48">
                    <CellText text={each.label} />
                  </TableHead>
                ))}
              </tr>
            </TableHeader>
            <TableBody>
              {points.map((point) => (
                <TableRow key={point.at.getTime()}>
                  <TableCell className="whitespace-nowrap">{bucketLabel(point.at)}</TableCell>
                  {series.map(({ key }) => (
                    <TableCell key={key}>{key in point.values ? format(point.values[key] ?? 0) : "–"}</TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      )}
    </details>
  );
}
