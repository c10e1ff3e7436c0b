/** Whether a legal hold keeps the day $1. */
export const isHeldSql = `exists (
  select 1 from legal_hold where released_at is null
    and $1::date >= coalesce(from_day, '-infinity') and $1::date <= coalesce(to_day, 'infinity'))`;
