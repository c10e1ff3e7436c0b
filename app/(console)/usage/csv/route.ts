import { defineRoute } from "#app/_server/route.ts";
import { readUsage } from "#lib/usage/read-usage.ts";
import { usageCsv } from "#lib/usage/usage-csv.ts";
import { loadCsvParams, toReadUsage } from "../search-params.ts";

const mostRows = 1_000;

/** The numbers behind one chart of the page, or its table with up to a thousand rows. */
export const GET = defineRoute(async (context, request) => {
  const { chart, ...params } = loadCsvParams(request.nextUrl.searchParams);
  const now = new Date();
  const usage = await readUsage(context, {
    ...toReadUsage(params),
    ...(chart === "table" ? { limit: mostRows } : { by: "server", sort: "busiest" }),
  });
  const name = `usage-${chart === "table" ? usage.by : chart}-${now.toISOString().slice(0, 10)}.csv`;
  return new Response(usageCsv(usage, chart), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "x-content-type-options": "nosniff",
    },
  });
});
