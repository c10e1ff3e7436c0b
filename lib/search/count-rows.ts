import { notAStep } from "#lib/ledger/not-a-step.ts";
import { Prisma } from "#prisma-client";
import { columnOf, maskedKinds } from "./columns.ts";
import { facetFields, type FacetField } from "./schemas.ts";

/** Values of one field on one day that are counted; more are of no use as a facet, and would make the counts as large as the ledger. */
const maxValues = 3_000;
/** Longer ones are left out, too: an index has no room for any length. */
const maxLength = 500;

/** Facets whose values are counted. Groups are made of types when they are read. */
export const countedFields: readonly FacetField[] = facetFields.filter((field) => field !== "group");

/**
 * The statement that counts rows of the ledger into `event_hour` and `event_day`. Where a field has too many values on a
 * day, those that are new to it are left out, and the day is noted as a gap.
 */
export function countRows(rows: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    with counted as materialized (
      select field, value, date_trunc('hour', at, 'UTC') as at, status, count(*) as events
      from (${rows}) as audit_event cross join lateral (${fieldValues}) as facet (field, value)
      where ${notAStep} group by 1, 2, 3, 4
    ), of_day as materialized (
      select field, date_trunc('day', at, 'UTC') as at, value, status, sum(events) as events
      from counted group by 1, 2, 3, 4
    ), full_day as materialized (
      select field, at from (select distinct field, at from of_day) as touched
      where (select count(distinct value) from event_day where event_day.field = touched.field and event_day.at = touched.at)
        >= ${maxValues}::int
    ), left_out as materialized (
      select distinct field, at, value from of_day where length(value) > ${maxLength}::int or (
        value <> '' and (field, at) in (select field, at from full_day) and not exists (
          select 1 from event_day where event_day.field = of_day.field and event_day.at = of_day.at
            and event_day.value = of_day.value))
    ), gaps as (
      insert into event_day_gap (field, at) select distinct field, at from left_out on conflict do nothing
    ), hours as (
      insert into event_hour (field, value, at, status, events) select field, value, at, status, events from counted
      where (field, date_trunc('day', at, 'UTC'), value) not in (select field, at, value from left_out)
      on conflict (field, value, at, status) do update set events = event_hour.events + excluded.events
    )
    insert into event_day (field, at, value, status, events) select field, at, value, status, events from of_day
    where (field, at, value) not in (select field, at, value from left_out)
    on conflict (field, at, value, status) do update set events = event_day.events + excluded.events`;
}

/** One row for each counted field of a row; of what was masked, as many as there are kinds. */
const fieldValues = Prisma.sql`
  values ${Prisma.join(
    countedFields
      .filter((field) => field !== "masked" && field !== "group")
      .map((field) => Prisma.sql`(${Prisma.raw(`'${field}'`)}, coalesce(${columnOf(field)}, ''))`),
  )}
  union all select 'masked', kind from unnest(${maskedKinds}) as kind`;
