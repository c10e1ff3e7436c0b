"use client";

import { useRouter } from "next/navigation";
import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx";
import type { Search } from "#lib/search/schemas.ts";
import { shortFormatWords } from "./export-words.ts";
import { newExportHref } from "./search-params.ts";

type ExportMenuProps = {
  /** What the address of the audit log says of the search, with its question mark. */
  address: string;
  /** The same as it is at the moment it is asked for. */
  search: () => Search;
  mayReadPayloads: boolean;
};

/** Exactly the events that are listed, as a file: at once, or in the background. */
export function ExportMenu({ address, search, mayReadPayloads }: ExportMenuProps) {
  const router = useRouter();
  const download = (more: string) => {
    const query = new URLSearchParams(address);
    for (const [name, value] of new URLSearchParams(more)) query.set(name, value);
    // A file, so the page stays.
    window.location.assign(`/audit/export?${query.toString()}`);
  };
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden className="size-4" />
          Export
        </Button>
      }
    >
      <MenuLabel>Download now</MenuLabel>
      <MenuItem onSelect={() => download("format=csv")}>{shortFormatWords.csv}</MenuItem>
      <MenuItem onSelect={() => download("format=jsonl")}>{shortFormatWords.jsonl}</MenuItem>
      <MenuItem onSelect={() => download("format=parquet")}>{shortFormatWords.parquet}</MenuItem>
      {mayReadPayloads && (
        <MenuItem onSelect={() => download("format=jsonl&content=true")}>JSON Lines with headers and bodies</MenuItem>
      )}
      <MenuSeparator />
      <MenuItem onSelect={() => router.push(newExportHref(search()))}>Make a file in the background</MenuItem>
      <MenuItem onSelect={() => router.push("/exports")}>Past exports</MenuItem>
    </Menu>
  );
}
