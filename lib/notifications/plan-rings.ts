import type { Pool } from "#lib/database/pool.ts";
import { subject, whoDecides } from "./who-is-told.ts";

/** Few enough that a statement stays short with hundreds of channels. */
const batchSize = 200;
const mostBatches = 25;

const released = `select approval.user_id from approval where hold_id = hold.id order by created_at desc limit 1`;
const breakGlassGroups = `array(select jsonb_array_elements_text(coalesce(hold.terms->'breakGlass', '[]')))`;

/** Takes up holds that wait and were not told of yet. */
const opened = {
  due: `insert into hold_ringing (hold_id, opened_at)
    select id, now() from hold
    where state = 'pending' and expires_at > now()
      and not exists (select from hold_ringing where hold_id = hold.id and opened_at is not null)
    order by created_at limit $2
    on conflict (hold_id) do update set opened_at = excluded.opened_at where hold_ringing.opened_at is null
    returning hold_id`,
  ...whoDecides,
};

/** Takes up holds whose further groups may decide by now. */
const escalated = {
  ...opened,
  due: `update hold_ringing set escalated_at = now() where hold_id in (
      select hold_id from hold_ringing join hold on hold.id = hold_ringing.hold_id
      where ended_at is null and opened_at is not null and escalated_at is null and state = 'pending'
        and expires_at > now() and escalates_at is null and jsonb_typeof(terms->'escalation') = 'object'
      limit $2 for update of hold_ringing skip locked)
    returning hold_id`,
};

/** Takes up lone releases of the last day: everybody who might have decided is told, and those who review. */
const brokeGlass = {
  due: `insert into hold_ringing (hold_id, broke_glass_at)
    select id, now() from hold
    where broke_glass and decided_at > now() - interval '1 day'
      and not exists (select from hold_ringing where hold_id = hold.id and broke_glass_at is not null)
    order by decided_at limit $2
    on conflict (hold_id) do update set broke_glass_at = excluded.broke_glass_at
      where hold_ringing.broke_glass_at is null
    returning hold_id`,
  shared: `channel.groups = '{}' or channel.groups && (hold.approver_groups || ${breakGlassGroups})`,
  own: `(${released}) is distinct from ${subject} and (person.role in ('owner', 'admin') or person.auditor
    or person.groups && (hold.approver_groups || ${breakGlassGroups}))`,
};

/** Takes up holds that wait no longer: whoever was told that one waits, and wants to, is told that it does not. */
const wasTold = `exists (select from ring where channel_id = channel.id and hold_id = hold.id
  and moment in ('opened', 'escalated') and state in ('sending', 'delivered', 'unknown'))`;
const ended = {
  due: `update hold_ringing set ended_at = now() where hold_id in (
      select hold_id from hold_ringing join hold on hold.id = hold_ringing.hold_id
      where ended_at is null and state <> 'pending' and opened_at is not null
      limit $2 for update of hold_ringing skip locked)
    returning hold_id`,
  shared: wasTold,
  own: `${wasTold} and (${released}) is distinct from ${subject}`,
};

const statements = Object.entries({ opened, escalated, "broke-glass": brokeGlass, ended }).map(
  ([moment, { due, shared, own }]) => ({
    moment,
    sql: `with due as (${due}), rung as (
      insert into ring (channel_id, hold_id, moment)
      select channel.id, hold.id, $1 from due join hold on hold.id = due.hold_id
      join notification_channel channel on channel.enabled and $1 = any(channel.moments)
      left join "user" person on person.id = channel.user_id
      where case when channel.user_id is null then ${shared} else ${own} end
      on conflict do nothing)
      select count(*)::int as due from due`,
  }),
);

/**
 * Writes down whom to tell what, by database time: each moment of each hold once, however many workers look and however
 * often they are restarted. Nothing is done while there is no channel at all.
 */
export async function planRings(pool: Pool): Promise<void> {
  const { rows } = await pool.query("select exists (select from notification_channel where enabled) as some");
  if (!rows[0].some) return;
  for (const { moment, sql } of statements) {
    for (let batch = 0; batch < mostBatches; batch++) {
      const planned = await pool.query(sql, [moment, batchSize]);
      if (planned.rows[0].due < batchSize) break;
    }
  }
}
