"use client";

import { useRouter } from "next/navigation";
import { Ban, ClipboardCopy, Filter, MoreHorizontal } from "lucide-react";
import { iconButtonClass } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { withTerm } from "#lib/search/edit-query.ts";
import { formatValue } from "#lib/search/format-query.ts";
import { searchFields, type SearchField } from "#lib/search/fields.ts";
import { onlyTerm } from "../only-term.ts";
import { auditHref } from "../search-params.ts";

export type QueryInHand = {
  /** The query of the list beside the entry; empty where there is none. */
  query: string;
  /** Takes another query; absent: the audit log opens with it. */
  onQuery?: ((query: string) => void) | undefined;
};

type FactMenuProps = QueryInHand & { field: SearchField; value: string };

/** What to do with one value of an entry: look for it, leave it out, take it along as text. */
export function FactMenu({ field, value, query, onQuery }: FactMenuProps) {
  const router = useRouter();
  const take = onQuery ?? ((next: string) => router.push(auditHref({ query: next })));
  const term = `${field}:${formatValue(value)}`;
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Filter by ${searchFields[field].label.toLowerCase()}`}
          className={`${iconButtonClass} size-6 align-middle opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100`}
        >
          <MoreHorizontal aria-hidden />
        </button>
      }
    >
      <MenuItem onSelect={() => take(onlyTerm(query, field, value))}>
        <Filter aria-hidden />
        Only these
      </MenuItem>
      <MenuItem onSelect={() => take(withTerm(query, field, value, true))}>
        <Ban aria-hidden />
        Leave these out
      </MenuItem>
      <MenuItem onSelect={() => void navigator.clipboard.writeText(term)}>
        <ClipboardCopy aria-hidden />
        Copy as a filter
      </MenuItem>
      <MenuItem onSelect={() => void navigator.clipboard.writeText(`-${term}`)}>
        <ClipboardCopy aria-hidden />
        Copy as an exclusion
      </MenuItem>
    </Menu>
  );
}
