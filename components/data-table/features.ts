import { columnVisibilityFeature, tableFeatures, type ColumnDef, type RowData } from "@tanstack/react-table";

/** What a column says of itself beside its cells. */
export type DataColumnMeta = {
  /** Its name in the column menu. */
  label: string;
  /** Classes of its cells and header: widths, and the screens it is left out on. */
  className?: string;
  /** Where the server can order rows by it: how they are ordered now, and what a click on the header asks for. */
  sort?: { now: "ascending" | "descending" | null; onSort: () => void };
};

/** The server filters, sorts and pages; the table only lays out rows and hides columns. */
export const dataTableFeatures = tableFeatures({ columnVisibilityFeature, columnMeta: {} as DataColumnMeta });

export type DataColumn<Row extends RowData> = ColumnDef<typeof dataTableFeatures, Row>;
