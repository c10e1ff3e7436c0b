import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { ReadApprovalStats, type ApprovalStats, type ApproverStats, type HoldCounts } from "./schemas.ts";
import { suggest } from "./suggest.ts";

const mostRules = 100;
const mostApprovers = 100;
const hastyS = 5;

type RuleRow = HoldCounts & { rule: string; callers: number };
type TotalRow = HoldCounts & { brokeGlass: number };

/**
 * How people fare with approvals: how many calls are held, how long a decision takes, and who approves what without ever
 * saying no. Of the holds made in the last `days`, by the database's clock. Throws `forbidden`.
 */
export async function readApprovalStats(context: ServiceContext, input: unknown): Promise<ApprovalStats> {
  requirePermission(context, "audit.read-all");
  const { days } = parseInput(ReadApprovalStats, input);
  return withTransaction(context, async (transaction) => {
    const [total] = await transaction.$queryRawUnsafe<TotalRow[]>(
      `select ${counts}, count(*) filter (where broke_glass)::int as "brokeGlass" from hold where ${within}`,
      days,
    );
    const rules = await transaction.$queryRawUnsafe<RuleRow[]>(
      `select rule, count(distinct caller_id)::int as callers, ${counts} from hold where ${within}
       group by rule order by count(*) desc, rule limit ${mostRules}`,
      days,
    );
    return {
      days,
      total: {
        ...(total ?? { ...nothing, brokeGlass: 0 }),
        perDay: Math.round(((total?.holds ?? 0) / days) * 10) / 10,
      },
      byDay: await readDays(transaction, days),
      byRule: rules.map((rule) => ({ ...rule, suggestion: suggest(rule) })),
      byApprover: await readApprovers(transaction, days),
    };
  });
}

const nothing: HoldCounts = { holds: 0, approved: 0, denied: 0, expired: 0, medianMs: null, p95Ms: null };

const within = "created_at > now() - $1::int * interval '1 day'";
const waitedMs = "(extract(epoch from decided_at - created_at) * 1000)";

/** A call that was approved stays so here, whatever came of it afterwards. */
const counts = `count(*)::int as holds,
  count(*) filter (where decided_at is not null and state <> 'denied')::int as approved,
  count(*) filter (where decided_at is not null and state = 'denied')::int as denied,
  count(*) filter (where decided_at is null and state = 'expired')::int as expired,
  round(percentile_cont(0.5) within group (order by ${waitedMs}))::float8 as "medianMs",
  round(percentile_cont(0.95) within group (order by ${waitedMs}))::float8 as "p95Ms"`;

function readDays(transaction: Transaction, days: number): Promise<ApprovalStats["byDay"]> {
  return transaction.$queryRawUnsafe(
    `select to_char(day, 'YYYY-MM-DD') as day, count(hold.id)::int as holds, count(hold.decided_at)::int as decided
     from generate_series((now() at time zone 'utc')::date - $1::int + 1, (now() at time zone 'utc')::date, '1 day') day
     left join hold on hold.created_at >= day at time zone 'utc' and hold.created_at < (day + interval '1 day') at time zone 'utc'
     group by day order by day`,
    days,
  );
}

function readApprovers(transaction: Transaction, days: number): Promise<ApproverStats[]> {
  return transaction.$queryRawUnsafe(
    `select vote.user_name as "userName",
       count(*) filter (where verdict = 'approved')::int as approved,
       count(*) filter (where verdict = 'denied')::int as denied,
       count(*) filter (where verdict = 'approved' and vote.created_at < hold.created_at + ${hastyS} * interval '1 second')::int as hasty,
       round(percentile_cont(0.5) within group (
         order by extract(epoch from vote.created_at - hold.created_at) * 1000))::float8 as "medianMs"
     from approval vote join hold on hold.id = vote.hold_id where hold.${within}
     group by vote.user_name order by count(*) desc, vote.user_name limit ${mostApprovers}`,
    days,
  );
}
