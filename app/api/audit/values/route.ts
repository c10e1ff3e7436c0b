import { z } from "zod";
import { defineRoute } from "#app/_server/route.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { completeQuery } from "#lib/search/complete-query.ts";
import { searchFields, type SearchField } from "#lib/search/schemas.ts";

const Asked = z.strictObject({
  field: z.enum(Object.keys(searchFields) as [SearchField, ...SearchField[]]),
  prefix: z.string().max(200).default(""),
});

/** Values of a field that begin with what was typed, most often first. */
export const GET = defineRoute(async (context, request) =>
  Response.json(await completeQuery(context, parseInput(Asked, Object.fromEntries(request.nextUrl.searchParams)))),
);
