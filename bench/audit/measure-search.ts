import type { ServiceContext } from "#lib/core/context.ts";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { formatValue } from "#lib/search/format-query.ts";
import { readFacets } from "#lib/search/read-facets.ts";
import { readHistogram } from "#lib/search/read-histogram.ts";
import { FacetField, type Facet, type Search } from "#lib/search/schemas.ts";
import { searchEvents } from "#lib/search/search-events.ts";
import { Times } from "./times.ts";

const fields = [
  "user",
  "agent",
  "server",
  "operation",
  "tool",
  "status",
  "decision",
  "approver",
  "rule",
  "risk",
  "address",
  "masked",
] as const;
const texts = [
  "incident",
  '"ticket restart"',
  "chg-1421",
  "nobody-wrote-this",
  "refund urgent",
  "person-3",
  "upstream_timeout",
  '"list_issue_2"',
  "agent-499",
  "monitor -status:ok",
];
const pageSize = 50;

export type SearchFigures = Record<"filter" | "pair" | "text" | "facets" | "histogram" | "page1000", Times>;

/** What an auditor does who narrows the ledger of the last 30 days down, again and again with other values. */
export async function measureSearch(context: ServiceContext, random = seededRandom(1)): Promise<SearchFigures> {
  const facets = await readFacets(context, { query: "" }, [...fields]);
  const figures: SearchFigures = {
    filter: new Times(),
    pair: new Times(),
    text: new Times(),
    facets: new Times(),
    histogram: new Times(),
    page1000: new Times(),
  };
  const singles = facets.flatMap((facet) => [0, 0.05, 0.3, 0.99].map((part) => termOf(facet, part)));
  const pairs = Array.from({ length: 120 }, () => {
    const [first, second] = [random.below(facets.length), random.below(facets.length - 1)];
    return [facets[first], facets[second >= first ? second + 1 : second]]
      .map((facet) => termOf(facet, random.below(1_000) ** 2 / 1e6))
      .join(" ");
  });
  for (const query of singles) await figures.filter.add(query, () => firstPage(context, query));
  for (const query of pairs) await figures.pair.add(query, () => firstPage(context, query));
  for (const query of texts) for (let n = 0; n < 3; n++) await figures.text.add(query, () => firstPage(context, query));
  for (const query of ["", ...singles.slice(0, 24), ...pairs.slice(0, 24), ...texts]) {
    const search: Search = { query };
    await figures.facets.add(query, () => readFacets(context, search, FacetField.options));
    await figures.histogram.add(query, () => readHistogram(context, search));
  }
  for (const query of [
    "",
    "status:ok",
    "server:server-1",
    "risk:read status:ok",
    "-decision:deny",
    "tool:get_*",
    "agent:agent-1",
  ]) {
    const after = await cursorOf(context, query, 1_000 * pageSize);
    if (after)
      await figures.page1000.add(query, () => searchEvents(context, { search: { query }, after, limit: pageSize }), 5);
  }
  return figures;
}

/** A term with a value of the facet: 0 its most frequent, 1 its rarest. */
function termOf(facet: Facet | undefined, part: number): string {
  const values = facet?.values ?? [];
  const { value = "nobody" } = values[Math.floor(part * (values.length - 1))] ?? {};
  return `${facet?.field ?? "user"}:${formatValue(value)}`;
}

function firstPage(context: ServiceContext, query: string) {
  return searchEvents(context, { search: { query }, limit: pageSize });
}

/** Where the page begins that `rows` events are in front of. */
async function cursorOf(context: ServiceContext, query: string, rows: number): Promise<string | null> {
  let after: string | null = null;
  for (let left = rows; left > 0; left -= 1_000) {
    const page: { afterCursor: string | null } = await searchEvents(context, {
      search: { query },
      limit: 1_000,
      ...(after !== null && { after }),
    });
    if (page.afterCursor === null) return null;
    after = page.afterCursor;
  }
  return after;
}
