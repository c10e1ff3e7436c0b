import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { chooseRows } from "./choose-rows.ts";
import { readQuery } from "./read-query.ts";
import { Search } from "./schemas.ts";

/** How many events a search finds. `about`: counted on a sample, because they are many. */
export async function countEvents(context: ServiceContext, input: Search): Promise<{ count: number; about: boolean }> {
  const search = parseInput(Search, input);
  const { rows, weight, about } = await chooseRows(context, readQuery(search.query), search);
  const [row] = await context.database.$queryRaw<{ count: number }[]>`
    select (count(*) * ${weight}::int)::float8 as count from ${rows} as audit_event`;
  return { count: row?.count ?? 0, about };
}
