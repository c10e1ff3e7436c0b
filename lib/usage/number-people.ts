import type { PoolClient } from "#lib/database/pool.ts";

/** The number of each person, small and the same for good; who has none yet gets the next one. */
export async function numberPeople(
  client: PoolClient,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (userIds.length === 0) return new Map();
  // Asked first: a number that a conflict throws away would be missing for good, and sets are as long as their highest number.
  await client.query({
    name: "number-people",
    text: `insert into usage_person (user_id)
      select user_id from unnest($1::text[]) as wanted (user_id)
      where not exists (select from usage_person known where known.user_id = wanted.user_id)
      order by user_id on conflict (user_id) do nothing`,
    values: [userIds],
  });
  const { rows } = await client.query<{ user_id: string; number: number }>({
    name: "read-people-numbers",
    text: "select user_id, number from usage_person where user_id = any($1::text[])",
    values: [userIds],
  });
  return new Map(rows.map(({ user_id: userId, number }) => [userId, number]));
}
