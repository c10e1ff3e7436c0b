import type { FacetField } from "#lib/search/schemas.ts";
import type { ViewShape } from "#lib/views/shapes.ts";

/** How many fields each way of showing events groups them by, at most. */
export const mostFields: Record<ViewShape, number> = { list: 0, top: 1, series: 2, table: 3 };

/** The fields to group by: at least one, and no more than the shape can show. */
export function fieldsFor(shape: ViewShape, by: readonly FacetField[]): FacetField[] {
  return (by.length > 0 ? [...by] : (["tool"] as FacetField[])).slice(0, Math.max(1, mostFields[shape]));
}
