import { defineRoute } from "#app/_server/route.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { readFacets } from "#lib/search/read-facets.ts";
import { FacetField, type Facet } from "#lib/search/schemas.ts";
import { withoutAsked } from "../../../(console)/audit/only-term.ts";
import { readSearch } from "../read-search.ts";

const Fields = FacetField.array().min(1).max(FacetField.options.length);

/**
 * How often the values of `fields` occur among the events of a search. A field that the search narrows is counted as if
 * it did not, so that its other values can be chosen, too.
 */
export const GET = defineRoute(async (context, request) => {
  const { searchParams } = request.nextUrl;
  const search = readSearch(searchParams);
  const fields = parseInput(Fields, searchParams.get("fields")?.split(","));
  const byQuery = new Map<string, FacetField[]>();
  for (const field of fields) {
    const query = withoutAsked(search.query, field);
    byQuery.set(query, [...(byQuery.get(query) ?? []), field]);
  }
  const counted = await Promise.all(
    [...byQuery].map(([query, ofQuery]): Promise<Facet[]> => readFacets(context, { ...search, query }, ofQuery)),
  );
  return Response.json(counted.flat());
});
