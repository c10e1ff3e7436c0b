import type { ServiceContext } from "#lib/core/context.ts";
import { readFacets } from "./read-facets.ts";
import { FacetField, knownValues, type SearchField } from "./schemas.ts";

const most = 20;
const recentMs = 30 * 86_400_000;

/** Values of a field that begin with `prefix`, most frequent in the last 30 days first; none of fields that are no facets. */
export async function completeQuery(
  context: ServiceContext,
  { field, prefix }: { field: SearchField; prefix: string },
): Promise<{ value: string; count: number }[]> {
  const facet = FacetField.safeParse(field);
  if (!facet.success) return [];
  const wanted = prefix.toLowerCase();
  const glob = prefix === "" ? "*" : `${prefix.replaceAll(/[*?\\\s()":]/g, String.raw`\$&`)}*`;
  const from = new Date(Date.now() - recentMs);
  const [counted] = await readFacets(context, { query: `${field}:${glob}`, from }, [facet.data]);
  const seen = (counted?.values ?? []).filter(({ value }) => value.toLowerCase().startsWith(wanted));
  const known = (knownValues[field] ?? []).filter((value) => value.startsWith(wanted));
  const unseen = known.filter((value) => !seen.some((other) => other.value === value));
  return [...seen, ...unseen.map((value) => ({ value, count: 0 }))].slice(0, most);
}
