import type { Pool } from "#lib/database/pool.ts";
import type { HoldState } from "./schemas.ts";

/** How a hold stands, and the verdict where there is one. `waitedMs` is from its creation to the decision. */
export type HoldStanding = {
  id: string;
  state: HoldState;
  approver: string | null;
  reason: string | null;
  /** Whether people were done with it, whatever became of it afterwards. */
  wasDecided: boolean;
  waitedMs: number;
};

/** Reads how holds stand by database time: one past its expiry is expired, also before anybody has swept it. */
export async function findHolds(pool: Pool, ids: readonly string[]): Promise<HoldStanding[]> {
  const { rows } = await pool.query<{
    id: string;
    state: HoldState;
    approver: string | null;
    reason: string | null;
    was_decided: boolean;
    waited_ms: number;
  }>({
    name: "find-holds",
    text: `select hold.id,
        case when state in ('pending', 'approved') and expires_at <= now() then 'expired' else state end as state,
        verdict.approver, verdict.reason, decided_at is not null as was_decided,
        round(extract(epoch from coalesce(decided_at, now()) - hold.created_at) * 1000)::int as waited_ms
      from hold left join lateral (
        select user_name as approver, nullif(reason, '') as reason from approval where hold_id = hold.id order by created_at desc limit 1
      ) verdict on true
      where hold.id = any($1)`,
    values: [ids],
  });
  return rows.map(({ waited_ms: waitedMs, was_decided: wasDecided, ...row }) => ({ ...row, wasDecided, waitedMs }));
}
