import { AppError } from "#lib/core/errors.ts";
import type { Search } from "#lib/search/schemas.ts";
import { loadSearchParams, toSearch } from "../../(console)/audit/search-params.ts";

/** The search of an address of the audit log. Strict: what cannot be read must not show more than was asked for. */
export function readSearch(searchParams: URLSearchParams): Search {
  try {
    return toSearch(loadSearchParams(searchParams, { strict: true }), new Date());
  } catch (cause) {
    const message = "A part of this address cannot be read. Start from the audit log's page.";
    throw new AppError("invalid", message, { cause });
  }
}
