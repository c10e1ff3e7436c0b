import { attrColumns } from "#lib/ledger/event-row.ts";
import { Prisma } from "#prisma-client";
import { columnOf, eventWords, maskedKinds } from "./columns.ts";
import type { SearchField } from "./schemas.ts";

/** Fields that are found by their whole value. The rest have terms of their own, or indexes of the ledger. */
export const wholeValueFields = [
  "user",
  "agent",
  "server",
  "operation",
  "tool",
  "status",
  "decision",
  "approver",
  "rule",
  "risk",
  "address",
  "type",
  "client",
  "http",
  "error",
  "session",
  "trace",
] as const satisfies readonly SearchField[];

/** Fields that few events have, so that having one is worth a term. */
export const rareFields = ["approver", "error", "masked", "hold"] as const satisfies readonly SearchField[];

/** Of how many events one has the term of the sample. */
export const sampleSizes = [16, 256, 4_096] as const;

/** HTTP statuses are also found by their first digit; what is beyond them all is in the last class. */
export const maxHttpClass = 10;

/** Durations are in buckets that grow by about a quarter each. */
const durationStep = 4;
export const maxDurationBucket = 90;

/** A term that an event may have in the index: a kind, and a value in lower case except of `owner`. */
export type IndexTerm = { kind: string; value: string };

/** The terms of a row of the ledger, as an array in SQL. Search matches a superset through them, never less. */
export const eventTerms = Prisma.sql`array(
  select hashtext(term) from unnest(array[${Prisma.join(termList())}] || ${maskedTerms()}) as term where term is not null
  union all
  select hashtext('=' || word) from unnest(string_to_array(${eventWords}, ' ')) as word where word not in ('', '|'))`;

function termList(): Prisma.Sql[] {
  const ipv4 = String.raw`client_ip ~ '^\d+\.\d+\.\d+\.\d+$'`;
  const network = (parts: number): string =>
    `case when ${ipv4} then 'address~' || array_to_string((string_to_array(client_ip, '.'))[1:${parts}], '.') end`;
  return [
    ...wholeValueFields.map((field) => Prisma.sql`${Prisma.raw(`'${field}=' ||`)} lower(${columnOf(field)}::text)`),
    ...rareFields.map(presenceTerm),
    ...sampleSizes.map((size) => Prisma.raw(`case when ${inSample(size)} then 'sample=${size}' end`)),
    Prisma.raw(`'owner=' || user_id`),
    // People are asked for by what stands before the @, too.
    Prisma.raw(`case when user_name like '%@%' then 'user=' || split_part(lower(user_name), '@', 1) end`),
    Prisma.raw(`case when approver like '%@%' then 'approver=' || split_part(lower(approver), '@', 1) end`),
    Prisma.raw(
      `'duration~' || case when duration_ms >= 0 then floor(ln(duration_ms::float8 + 1) * ${durationStep})::int else 0 * duration_ms end`,
    ),
    Prisma.raw(
      `'http~' || case when http_status between 0 and ${maxHttpClass - 1}99 then http_status / 100 when http_status < 0 then 0 when http_status > 0 then ${maxHttpClass} end`,
    ),
    ...[1, 2, 3].map((parts) => Prisma.raw(network(parts))),
  ];
}

function presenceTerm(field: (typeof rareFields)[number]): Prisma.Sql {
  const value = field === "masked" ? Prisma.raw(attrColumns.masked) : columnOf(field);
  return Prisma.sql`case when ${value} is not null then ${Prisma.raw(`'${field}*'`)} end`;
}

function maskedTerms(): Prisma.Sql {
  return Prisma.sql`coalesce((select array_agg('masked=' || lower(kind)) from unnest(${maskedKinds}) as kind), '{}')`;
}

/** Whether a row of the ledger is in the sample of one in `size`. A smaller sample is part of a larger one. */
export function inSample(size: number): string {
  return `hashtext(id) & ${size - 1} = 0`;
}

/** Terms as the hashes that the index has of them. PostgreSQL lowers the case, as it did of the values. */
export function hashesOf(terms: readonly IndexTerm[]): Prisma.Sql {
  const hashes = terms.map(({ kind, value }) =>
    kind === "owner=" ? Prisma.sql`hashtext(${kind + value})` : Prisma.sql`hashtext(${kind} || lower(${value}))`,
  );
  return Prisma.sql`array[${Prisma.join(hashes)}]`;
}

/** The bucket of a duration, as a number that may be one too large or too small. */
export function durationBucket(ms: number): number {
  return Math.floor(Math.log(Math.max(0, ms) + 1) * durationStep);
}
