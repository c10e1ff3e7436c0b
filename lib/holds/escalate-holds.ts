import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";

const batchSize = 200;

type Escalated = {
  id: string;
  callId: string;
  userId: string | null;
  userName: string | null;
  agent: string | null;
  clientIp: string | null;
  connection: string;
  kind: "mcp" | "http";
  operation: string;
  tool: string | null;
  rule: string;
  policyVersion: number;
  groups: string[];
};

/**
 * Lets further groups decide holds that nobody has decided in time: they count in every quorum from then on. By database
 * time, once a hold, with an event and a bell each. Returns how many.
 */
export async function escalateHolds(pool: Pool): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Escalated>(
      `with due as (
         select id, array(select jsonb_array_elements_text(terms->'escalation'->'groups')) as groups from hold
         where state = 'pending' and escalates_at <= now() and expires_at > now()
         order by escalates_at limit $1 for update skip locked
       )
       update hold set
         escalates_at = null,
         approver_groups = array(select distinct unnest(approver_groups || due.groups)),
         terms = jsonb_set(terms, '{quorums}', (
           select jsonb_agg((
             select jsonb_agg(jsonb_set(quorum, '{groups}', quorum->'groups' || to_jsonb(due.groups)))
             from jsonb_array_elements(list) quorum))
           from jsonb_array_elements(terms->'quorums') list))
       from due where hold.id = due.id
       returning hold.id, call_id as "callId", user_id as "userId", user_name as "userName", agent,
         client_ip as "clientIp", connection, kind, operation, tool, rule, policy_version as "policyVersion", due.groups`,
      [batchSize],
    );
    if (rows.length === 0) return 0;
    for (const { id } of rows) {
      const bell = ringStatement({ topic: "hold", id, state: "pending" });
      await client.query(bell.sql, bell.parameters);
    }
    const statement = insertEventsStatement(
      rows.map(({ id, groups, ...call }) =>
        newEvent({
          ...call,
          type: "hold.escalated",
          status: "held",
          holdId: id,
          decision: "hold",
          reason: `Nobody decided in time. Now ${groups.join(", ")} may too.`,
        }),
      ),
    );
    await client.query(statement.sql, statement.parameters);
    return rows.length;
  });
}
