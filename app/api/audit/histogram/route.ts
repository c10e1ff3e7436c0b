import { defineRoute } from "#app/_server/route.ts";
import { readHistogram } from "#lib/search/read-histogram.ts";
import { readSearch } from "../read-search.ts";

/** The events of a search over time, by status. */
export const GET = defineRoute(async (context, request) =>
  Response.json(await readHistogram(context, readSearch(request.nextUrl.searchParams))),
);
