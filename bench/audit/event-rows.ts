/** Columns that `eventRows` makes, in its order. */
export const eventColumns =
  "at, id, type, status, call_id, hold_id, user_id, user_name, agent, connection, kind, operation, tool, decision, rule, " +
  "policy_version, approver, reason, client_ip, http_status, error_code, duration_ms, upstream_ms, hold_ms, request_bytes, " +
  "response_bytes, attrs";

const words =
  "array['quota','raise','ticket','restart','incident','customer','refund','monitor','dashboard','rollback','deploy','weekly','report'," +
  "'please','before','freeze','database','replica','latency','budget','invoice','urgent','approved','night','window','migration']";

/**
 * A query of $2 events of the day $1 as a company with 26 connections, 500 agents and 1,500 people leaves them: few of each do
 * most, nights are quiet, one call in eleven is refused, held or fails. `$3` tells one day's randomness from another's.
 */
export const eventRows = `
  select at, 'evt_' || ulid_time || suffix, type, status,
    case when is_call or type like 'hold.%' then 'call_' || ulid_time || reverse(suffix) end,
    case when type in ('call.held', 'hold.approved', 'hold.denied') then 'hold_' || ulid_time || suffix end,
    case when person is not null then 'subject-' || person end,
    case when person is not null then 'person-' || person || '@example.com' end,
    case when is_call then 'agent-' || agent end,
    case when is_call or type like 'hold.%' then server end,
    case when is_call then case when is_mcp then 'mcp' else 'http' end end,
    case when is_call then case when is_mcp then 'tools/call'
      else (array['GET','GET','GET','POST','PUT','DELETE'])[1 + tool % 6] || ' /api/v' || 1 + tool % 2 || '/' ||
        (array['monitor','dashboard','roles','users','logs','hosts','downtime','events'])[1 + tool % 8] end end,
    case when is_call and is_mcp then (array['get','list','create','delete','search','update'])[1 + tool % 6] || '_' ||
      (array['issue','repository','pod','invoice','customer','alert','page','file'])[1 + (tool * 7 + connection) % 8] || '_' || connection % 5 end,
    case when is_call then case status when 'held' then 'hold' when 'denied' then 'deny' else 'allow' end end,
    case when is_call then 'rule-' || (connection * 3 + tool % 3) end,
    case when is_call then 7 end,
    case when type in ('hold.approved', 'hold.denied') then 'approver-' || 1 + tool % 40 || '@example.com' end,
    case when type in ('hold.approved', 'hold.denied', 'call.held', 'policy.published') then
      (${words})[1 + tool % 26] || ' ' || (${words})[1 + connection % 26] || ' ' || (${words})[1 + agent % 26] || ' CHG-' || 1000 + agent * 7 end,
    case when is_call then '10.' || agent % 8 || '.' || agent % 50 || '.' || 1 + agent % 250 else '203.0.113.' || 1 + tool % 200 end,
    case when type = 'call.finished' then case when status = 'ok' then 200 when r5 < 0.5 then 500 else 404 end
      when type = 'call.refused' then 403 end,
    case when status in ('failed', 'unknown') then (array['upstream_timeout','upstream_refused','500','404'])[1 + tool % 4]
      when type = 'call.refused' then 'policy_denied' end,
    case when is_call then duration end, case when type = 'call.finished' then greatest(0, duration - 3) end, null,
    case when is_call then 200 + (r4 * 4000)::int end,
    case when type = 'call.finished' then (300 + exp(r5 * 10))::int end,
    case when is_call then jsonb_strip_nulls(jsonb_build_object(
      'auth.method', 'jwt', 'user_agent.original', 'claude-code/2.1', 'holdpoint.rules', jsonb_build_array('rule-' || (connection * 3 + tool % 3)),
      'mcp.client.name', case when is_mcp then (array['claude-code','cursor','vscode','custom-agent'])[1 + agent % 4] end,
      'mcp.session.id', case when is_mcp then md5(agent || ' ' || extract(hour from at) || $1) end,
      'holdpoint.risk', (array['read','read','read','write','high'])[1 + tool % 5],
      'masking.by_kind', case when r4 < 0.04 then 'email:2' when r4 < 0.05 then 'credit_card:1 email:1' end
    )) else '{}' end
  from (
    select *, server_number as connection, 'server-' || server_number as server, server_number % 5 < 3 as is_mcp,
      lpad('', 0) || ${ulidTime("at")} as ulid_time,
      upper(substr(md5(n || ' ' || $3), 1, 16)) as suffix,
      type like 'call.%' as is_call,
      case when type = 'call.finished' then case when r3 < 0.955 then 'ok' when r3 < 0.995 then 'failed' else 'unknown' end
        when type = 'call.refused' then 'denied' when type = 'call.held' then 'held' when type = 'hold.approved' then 'approved'
        when type = 'hold.denied' then 'denied' else 'ok' end as status,
      case when r3 < 0.7 or type not like 'call.%' then 1 + floor(1500 * power(r5, 2.2))::int end as person,
      (exp(3.4 + 2.6 * (r4 + r5 - 1)) + 1)::int + case when r3 > 0.97 then (r4 * 9000)::int else 0 end as duration
    from (
      select n, r3, r4, r5,
        date_trunc('milliseconds', $1::timestamptz + interval '1 day' * least(0.999999, day_part + 0.11 * sin(6.283185 * day_part) / 6.283185)) as at,
        case when r0 < 0.9 then 'call.finished' when r0 < 0.93 then 'call.refused' when r0 < 0.955 then 'call.held'
          when r0 < 0.975 then 'hold.approved' when r0 < 0.983 then 'hold.denied' when r0 < 0.994 then 'session.signed-in'
          when r0 < 0.996 then 'payload.viewed' when r0 < 0.998 then 'connection.updated' else 'policy.published' end as type,
        1 + floor(26 * power(r1, 2.4))::int as server_number,
        1 + floor(500 * power(r2, 2.6))::int as agent,
        floor(24 * power((r1 * 7919 + r0 * 104729)::numeric % 1, 1.8))::int as tool
      from (
        select n, (n - 0.5) / $2::int as day_part, random() as r0, random() as r1, random() as r2, random() as r3, random() as r4, random() as r5
        from generate_series(1, $2::int) as n offset 0
      ) as drawn offset 0
    ) as chosen offset 0
  ) as described`;

/** The time of a ULID: milliseconds as ten digits of Crockford's base 32. */
function ulidTime(at: string): string {
  const digit = (shift: number): string =>
    `substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', ((extract(epoch from ${at}) * 1000)::bigint >> ${shift} & 31)::int + 1, 1)`;
  return Array.from({ length: 10 }, (_, n) => digit(45 - 5 * n)).join(" || ");
}
