import { z } from "zod";
import { defineRoute } from "#app/_server/route.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { searchEvents } from "#lib/search/search-events.ts";
import { readSearch } from "../read-search.ts";

const Asked = z.object({
  before: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** The newest events of a search; with `before`, a cursor, only newer ones than it. */
export const GET = defineRoute(async (context, request) => {
  const { searchParams } = request.nextUrl;
  const asked = parseInput(Asked, Object.fromEntries(searchParams));
  return Response.json(await searchEvents(context, { search: readSearch(searchParams), ...asked }));
});
