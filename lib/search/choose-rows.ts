import type { ServiceContext } from "#lib/core/context.ts";
import { readerOf } from "#lib/ledger/reader.ts";
import { Prisma } from "#prisma-client";
import { all, needsCondition, type Needs } from "./needs.ts";
import { planSearch } from "./plan-search.ts";
import type { QueryNode } from "./query-node.ts";
import { notIndexed, readIndexState, type IndexState } from "./read-index-state.ts";
import { rowsAt } from "./rows-at.ts";
import type { Search } from "./schemas.ts";
import { matchCondition, rangeCondition } from "./search-condition.ts";
import { inSample, sampleSizes } from "./terms.ts";

/** So many rows are looked up and counted within a fraction of a second. */
const mostHits = 4_000;

/**
 * Rows of the ledger to count: `rows` stands for a table with its columns, of which each row counts `weight` times.
 * `about`: they are a sample, or some are missing,
 * and what is counted is about right.
 */
export type CountedRows = { rows: Prisma.Sql; weight: number; about: boolean };

type Range = Pick<Search, "from" | "to">;

/** The rows that a query finds, or where they are many, those of a sample that every combination of terms has of its own. */
export async function chooseRows(context: ServiceContext, node: QueryNode, range: Range): Promise<CountedRows> {
  const match = matchCondition(context, node);
  const state = await readIndexState(context);
  if (state.behind && (await hasFewRows(context, range))) {
    const rows = Prisma.sql`(select * from audit_event where ${rangeCondition(range)} and ${match})`;
    return { rows, weight: 1, about: false };
  }
  const needs = await planSearch(context, node, range);
  const weight = await chooseWeight(context, needs, range);
  const rows = rowsOfIndex(state, range, all([needs, sampleOf(weight)]), weight, match);
  return { rows, weight, about: weight > 1 || state.behind };
}

/** So few that they are counted on the ledger itself, where the index is behind. */
export async function hasFewRows({ database }: ServiceContext, range: Range): Promise<boolean> {
  const [row] = await database.$queryRaw<{ rows: number }[]>`
    select count(*)::int as rows from (
      select 1 from audit_event where ${rangeCondition(range)} limit ${4 * mostHits + 1}
    ) as rows`;
  return (row?.rows ?? 0) <= 4 * mostHits;
}

/** All rows, or the largest sample that is not too large; the hits of a middle one say about how many there are. */
async function chooseWeight(context: ServiceContext, needs: Needs, range: Range): Promise<number> {
  const [, middle, coarse] = sampleSizes;
  const hits = await countHits(context, all([needs, sampleOf(middle)]), range);
  return [1, ...sampleSizes].find((weight) => (hits * middle) / weight <= mostHits) ?? coarse;
}

async function countHits({ database }: ServiceContext, needs: Needs, range: Range): Promise<number> {
  const [row] = await database.$queryRaw<{ hits: number }[]>`
    select count(*)::int as hits from (
      select 1 from audit_search where ${rangeCondition(range)} and ${needsCondition(needs)} limit ${mostHits * 2}
    ) as hits`;
  return row?.hits ?? 0;
}

function sampleOf(weight: number): Needs {
  return weight === 1 ? null : { term: { kind: "sample=", value: String(weight) } };
}

/** Hits of the index, and beside it what came into the ledger later; what is in both by now counts once. */
function rowsOfIndex(state: IndexState, range: Range, needs: Needs, weight: number, match: Prisma.Sql): Prisma.Sql {
  const hits = Prisma.sql`(select at, id from audit_search where ${rangeCondition(range)} and ${needsCondition(needs)})`;
  const indexed = rowsAt(hits, match);
  // With that much missing, what is counted is about right only where all of it is.
  if (state.behind) return Prisma.sql`(${indexed})`;
  const sampled = weight === 1 ? Prisma.sql`true` : Prisma.raw(inSample(weight));
  return Prisma.sql`(${indexed} union all select * from audit_event
    where ${notIndexed(state.position)} and ${rangeCondition(range)} and ${sampled} and ${match} and not exists (
      select 1 from audit_search where audit_search.at = audit_event.at and audit_search.id = audit_event.id))`;
}

/** Whether the actor reads everybody's activity, which alone is counted in advance. */
export function readsAll(context: ServiceContext): boolean {
  return readerOf(context) === null;
}
