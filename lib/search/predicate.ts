import { decodeTime } from "ulid";
import { eventGroups } from "#lib/ledger/schemas.ts";
import { Prisma } from "#prisma-client";
import { columnOf, eventWords, maskedKinds, maskedText, wordsOf } from "./columns.ts";
import { globToLike, matchesGlob } from "./glob.ts";
import type { Bound, QueryNode, Term, Test, Words } from "./query-node.ts";
import { valueSynonyms, type SearchField } from "./schemas.ts";

const hourMs = 3_600_000;

/** The condition over the columns of the ledger that a query makes. It alone says what a query means. */
export function toPredicate(node: QueryNode): Prisma.Sql {
  switch (node.kind) {
    case "all":
      return Prisma.sql`true`;
    case "and":
      return Prisma.sql`(${Prisma.join(node.nodes.map(toPredicate), " and ")})`;
    case "or":
      return Prisma.sql`(${Prisma.join(node.nodes.map(toPredicate), " or ")})`;
    case "not":
      // Of an event without the field nothing is true, so its opposite is.
      return Prisma.sql`not coalesce(${toPredicate(node.node)}, false)`;
    case "words":
      return hasWords(node);
    case "term":
      break;
  }
  return ofTerm(node);
}

/** The test of one field, over a column that holds its values. */
export function testOf(field: SearchField, test: Test, column: Prisma.Sql): Prisma.Sql {
  switch (test.is) {
    case "present":
      return Prisma.sql`${column} is not null`;
    case "like":
      return Prisma.sql`lower(${column}::text) like lower(${globToLike(test.glob)})`;
    case "equal":
      return isEqual(field, test.value, column);
    case "within":
      return Prisma.sql`to_address(${column}) <<= any(${test.ranges}::inet[])`;
    case "between":
      break;
  }
  return isBetween(column, test);
}

/** People are known by e-mail address, and asked for by what stands before the @, too. */
function mayBeLocalPart(field: SearchField, value: string): boolean {
  return (field === "user" || field === "approver") && !value.includes("@");
}

/** The types of event that belong to the groups which a test asks for. */
export function typesOf(test: Test): string[] {
  const names = Object.keys(eventGroups) as (keyof typeof eventGroups)[];
  const wanted = names.filter((name) => {
    if (test.is === "equal") return name === test.value.toLowerCase();
    return test.is === "like" ? matchesGlob(test.glob, name) : test.is === "present";
  });
  return wanted.flatMap((name) => [...eventGroups[name]]);
}

function isEqual(field: SearchField, value: string, column: Prisma.Sql): Prisma.Sql {
  const meant = valueSynonyms[field]?.[value.toLowerCase()];
  if (meant) return Prisma.sql`${column} in (${Prisma.join([...meant])})`;
  const equal = Prisma.sql`lower(${column}) = lower(${value})`;
  if (!mayBeLocalPart(field, value)) return equal;
  return Prisma.sql`(${equal} or split_part(lower(${column}), '@', 1) = lower(${value}))`;
}

function isBetween(column: Prisma.Sql, { from, to }: { from: Bound | null; to: Bound | null }): Prisma.Sql {
  const sides = [side(column, from, ">"), side(column, to, "<")].filter((sql) => sql !== null);
  return sides.length > 0 ? Prisma.sql`(${Prisma.join(sides, " and ")})` : Prisma.sql`${column} is not null`;
}

function side(column: Prisma.Sql, bound: Bound | null, operator: "<" | ">"): Prisma.Sql | null {
  if (!bound) return null;
  return Prisma.sql`${column} ${Prisma.raw(bound.included ? `${operator}=` : operator)} ${bound.value}::float8`;
}

function ofTerm({ field, test }: Term): Prisma.Sql {
  if (field === "group") {
    const types = typesOf(test);
    return types.length > 0 ? Prisma.sql`type in (${Prisma.join(types)})` : Prisma.sql`false`;
  }
  if (test.is === "equal" && (field === "call" || field === "hold")) {
    return Prisma.sql`${columnOf(field)} = ${test.value}`;
  }
  if (test.is === "equal" && field === "id") return hasId(test.value);
  if (field !== "masked") return testOf(field, test, columnOf(field));
  // Planned much faster than a look into a list by a query of its own.
  if (test.is === "equal") return Prisma.sql`lower(${test.value}) = any(string_to_array(lower(${maskedText}), ' '))`;
  const ofKind = testOf(field, test, Prisma.sql`kind`);
  return Prisma.sql`exists (select 1 from unnest(${maskedKinds}) as kind where ${ofKind})`;
}

/** An id carries the time it was made at, so that the primary key (at, id) finds it. */
function hasId(id: string): Prisma.Sql {
  const ulid = /^evt_([0-7][0-9A-HJKMNP-TV-Z]{25})$/.exec(id)?.[1];
  if (!ulid) return Prisma.sql`false`;
  const madeAt = decodeTime(ulid);
  return Prisma.sql`(id = ${id} and at between ${new Date(madeAt - hourMs)} and ${new Date(madeAt + hourMs)})`;
}

function hasWords({ text, prefix }: Words): Prisma.Sql {
  const words = wordsOf(Prisma.sql`${text}::text`);
  return Prisma.sql`${eventWords} like '%' || ${prefix ? Prisma.sql`rtrim(${words})` : words} || '%'`;
}
