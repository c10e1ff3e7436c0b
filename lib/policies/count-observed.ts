import { z } from "zod";
import type { ObservedCount } from "#lib/backtests/schemas.ts";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { pastCallSql } from "#lib/past-calls/past-call.ts";
import { Effect } from "./schemas.ts";

const CountObserved = z.strictObject({ days: z.number().int().min(1).max(90) });
const examples = 5;

type Row = {
  effect: string;
  rule: string;
  matched: bigint;
  wouldChange: bigint;
  errors: bigint;
  lastAt: Date;
  examples: { callId: string; eventId: string; at: string }[];
};

/** Would-be verdicts of rules that only observe, over the last `days` days (90 at most), by rule and effect. */
export async function countObserved(
  context: ServiceContext,
  input: z.input<typeof CountObserved>,
): Promise<ObservedCount[]> {
  requirePermission(context, "policies.read");
  requirePermission(context, "audit.read-all");
  const { days } = parseInput(CountObserved, input);
  const from = new Date(Date.now() - days * 86_400_000);
  // A rule that would deny or hold changes what is weaker; one that would allow changes only what no rule matched.
  const rows = await boundedQuery<Row[]>(
    context,
    `select split_part(entry, ':', 1) as effect, split_part(entry, ':', 2) as rule,
       count(*) filter (where entry not like '%:error' or entry not like 'allow:%') as matched,
       count(*) filter (where case
         when entry like 'deny:%' then decision <> 'deny'
         when entry like 'hold:%' then decision = 'allow'
         else entry not like '%:error' and decision = 'deny' and rule is null end) as "wouldChange",
       count(*) filter (where entry like '%:error') as errors,
       max(at) as "lastAt",
       (array_agg(jsonb_build_object('callId', call_id, 'eventId', id, 'at', at) order by at desc))[1:${examples}] as examples
     from audit_event cross join lateral jsonb_array_elements_text(attrs->'holdpoint.observed') as entry
     where at >= $1 and ${pastCallSql.condition} and attrs ? 'holdpoint.observed'
     group by 1, 2 order by 3 desc, 2`,
    from,
  );
  return rows.map((row) => ({
    rule: row.rule,
    effect: Effect.parse(row.effect),
    matched: Number(row.matched),
    wouldChange: Number(row.wouldChange),
    errors: Number(row.errors),
    lastAt: row.lastAt,
    examples: row.examples.map((example) => ({ ...example, at: new Date(example.at) })),
  }));
}

/** The ledger of many days may be long; nobody waits for it longer than this. */
const maxMs = 8_000;

async function boundedQuery<Rows>(context: ServiceContext, sql: string, from: Date): Promise<Rows> {
  try {
    return await withTransaction(context, async (transaction) => {
      await transaction.$executeRawUnsafe(`set local statement_timeout = ${maxMs}`);
      return transaction.$queryRawUnsafe<Rows>(sql, from);
    });
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.includes("57014"))) throw cause;
    throw new AppError("unavailable", "Counting takes too long. Choose fewer days.", { cause });
  }
}
