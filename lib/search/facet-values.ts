import { eventGroups } from "#lib/ledger/schemas.ts";
import { Prisma } from "#prisma-client";
import { columnOf, maskedKinds } from "./columns.ts";
import type { FacetField } from "./schemas.ts";

/** A list in SQL of the values that a row has in a field: none, one, or of `masked` and `group` several. */
export function facetValues(field: FacetField): Prisma.Sql {
  if (field === "masked") return maskedKinds;
  if (field === "group") return groupsOfType;
  return Prisma.sql`array_remove(array[${columnOf(field)}], null)`;
}

const groupsOfType = Prisma.raw(
  `array_remove(array[${Object.entries(eventGroups)
    .map(([group, types]) => `case when type in (${types.map((type) => `'${type}'`).join(", ")}) then '${group}' end`)
    .join(", ")}], null)`,
);
