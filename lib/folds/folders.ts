import { foldSearch } from "#lib/search/fold-search.ts";
import { foldUsage } from "#lib/usage/fold-usage.ts";
import type { Folder } from "./fold-ledger.ts";

/** All that the worker keeps from what the ledger says. */
export const folders: readonly Folder[] = [
  { name: "search", fold: foldSearch },
  { name: "usage", fold: foldUsage },
];
