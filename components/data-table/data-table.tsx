"use client";

import { useRef, type MouseEvent, type ReactNode } from "react";
import { useTable, type RowData } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useShortcuts } from "#components/shell/use-shortcuts.ts";
import { classNames } from "#components/ui/class-names.ts";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { dataTableFeatures, type DataColumn, type DataColumnMeta } from "./features.ts";

type DataTableProps<Row extends RowData> = {
  label: string;
  /** Stable between renders, as are `rows`. */
  columns: DataColumn<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  /** Columns to show; absent: all. */
  visible?: readonly string[];
  /** Makes rows open: by a click beside the links in them, by Enter, and by j and k while one is open. */
  onOpen?: (id: string) => void;
  openId?: string | null;
  /** Newer rows are on their way. */
  pending?: boolean;
  /** Rows that have just come in fade in. */
  isNew?: (row: Row) => boolean;
};

/** Rows of one page in the house's look. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, visible, onOpen, openId, pending, isNew } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: rows,
    getRowId: rowId,
    ...(visible && {
      state: { columnVisibility: Object.fromEntries(columns.map(({ id = "" }) => [id, visible.includes(id)])) },
    }),
  });
  useShortcuts({ j: () => move(1), k: () => move(-1) });

  /** To the next or previous row: opens it where one is open, else puts the focus on it. */
  function move(step: 1 | -1): void {
    const elements = [...(body.current?.rows ?? [])];
    const focused = document.activeElement?.closest("tr");
    const current = elements.findIndex((row) => (openId ? row.dataset["rowId"] === openId : row === focused));
    const next = elements[current === -1 ? 0 : current + step];
    if (!next) return;
    next.scrollIntoView({ block: "nearest" });
    if (openId && onOpen) onOpen(next.dataset["rowId"] ?? openId);
    else next.querySelector<HTMLElement>("a, button")?.focus();
  }

  function openClicked(event: MouseEvent<HTMLTableRowElement>, id: string): void {
    const isOwnClick = event.target instanceof Element && event.target.closest("a, button, input") !== null;
    if (isOwnClick || window.getSelection()?.type === "Range") return;
    onOpen?.(id);
  }

  return (
    <Table label={label} aria-busy={pending} className={pending ? "opacity-60" : undefined}>
      <TableHeader>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <ColumnHead key={header.id} meta={header.column.columnDef.meta}>
                <table.FlexRender header={header} />
              </ColumnHead>
            ))}
          </tr>
        ))}
      </TableHeader>
      <TableBody ref={body}>
        {table.getRowModel().rows.map((row) => (
          <TableRow
            key={row.id}
            data-row-id={row.id}
            data-selected={row.id === openId || undefined}
            className={classNames(onOpen && "cursor-pointer", isNew?.(row.original) && "animate-arrive")}
            {...(onOpen && { onClick: (event: MouseEvent<HTMLTableRowElement>) => openClicked(event, row.id) })}
          >
            {row.getVisibleCells().map((cell) => (
              <TableCell key={cell.id} className={cell.column.columnDef.meta?.className}>
                <table.FlexRender cell={cell} />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function ColumnHead({ meta, children }: { meta: DataColumnMeta | undefined; children: ReactNode }) {
  const { sort } = meta ?? {};
  if (!sort) return <TableHead className={meta?.className}>{children}</TableHead>;
  const Arrow = sort.now === "ascending" ? ArrowUp : ArrowDown;
  return (
    <TableHead className={meta?.className} {...(sort.now && { "aria-sort": sort.now })}>
      <button
        type="button"
        onClick={sort.onSort}
        className="inline-flex cursor-pointer items-center gap-1 rounded-sm hover:text-text"
      >
        {children}
        <Arrow aria-hidden className={classNames("size-3", sort.now === null && "opacity-0")} />
      </button>
    </TableHead>
  );
}
