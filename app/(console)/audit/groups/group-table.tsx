"use client";

import Link from "next/link";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { searchFields, type FacetField } from "#lib/search/fields.ts";
import type { EventGroups } from "#lib/search/schemas.ts";
import { describeValue } from "../event-words.ts";
import { onlyTerm, withoutValue } from "../only-term.ts";
import { auditHref, type AuditParams } from "../search-params.ts";
import { measureWords } from "./group-controls.tsx";

type Group = EventGroups["groups"][number];

type GroupTableProps = {
  groups: Group[];
  by: FacetField[];
  params: AuditParams;
  format: (value: number) => string;
};

/** A row for each group with a bar of its share of the largest; each row leads to its events. */
export function GroupTable({ groups, by, params, format }: GroupTableProps) {
  const most = Math.max(1, ...groups.map(({ measure }) => measure));
  return (
    <Table label="Groups">
      <TableHeader>
        <tr>
          {by.map((field) => (
            <TableHead key={field}>{searchFields[field].label}</TableHead>
          ))}
          <TableHead className="text-right">{measureWords[params.measure]}</TableHead>
          <TableHead className="w-1/3 max-sm:hidden">
            <span className="sr-only">Share of the largest</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {groups.map((group, row) => (
          <TableRow key={JSON.stringify(group.values)}>
            {by.map((field, place) => (
              <TableCell key={field} className="max-w-48">
                <GroupValue
                  field={field}
                  value={group.values[place] ?? null}
                  href={hrefOf(by, group, params)}
                  isRepeated={isRepeated(group, groups[row - 1], place)}
                />
              </TableCell>
            ))}
            <TableCell className="text-right whitespace-nowrap">{format(group.measure)}</TableCell>
            <TableCell className="max-sm:hidden">
              <svg aria-hidden viewBox="0 0 100 1" preserveAspectRatio="none" className="h-3 w-full">
                <rect width={Math.max(0.5, (100 * group.measure) / most)} height={1} className="fill-chart-1" />
              </svg>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

type GroupValueProps = { field: FacetField; value: string | null; href: string; isRepeated: boolean };

function GroupValue({ field, value, href, isRepeated }: GroupValueProps) {
  if (value === null) return <NoValue />;
  return (
    <Link
      href={href}
      prefetch={false}
      className={isRepeated ? "block min-w-0 text-muted" : "block min-w-0 hover:underline"}
    >
      <CellText text={describeValue(field, value)} />
    </Link>
  );
}

/** Whether the row above says the same up to this column. */
function isRepeated(group: Group, above: Group | undefined, place: number): boolean {
  return above !== undefined && group.values.slice(0, place + 1).every((value, index) => value === above.values[index]);
}

/** The events of one group as a list. */
function hrefOf(by: readonly FacetField[], { values }: Group, params: AuditParams): string {
  const query = by.reduce((text, field, place) => {
    const value = values[place];
    return value === null || value === undefined ? withoutValue(text, field) : onlyTerm(text, field, value);
  }, params.query);
  return auditHref({ ...params, query, show: "list", after: null, before: null, open: null });
}
