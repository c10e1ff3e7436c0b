import { newId } from "#lib/core/ids.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { until } from "./start-test-gateway.ts";

export type TestHold = {
  id: string;
  call_id: string;
  state: string;
  request_sealed: Buffer;
  request_digest: string;
  finished_at: Date | null;
};

/** The newest hold in `state`, once there is one. */
export async function findTestHold(pool: Pool, state = "pending"): Promise<TestHold> {
  let found: TestHold | undefined;
  await until(async () => {
    const { rows } = await pool.query<TestHold>("select * from hold where state = $1 order by created_at desc", [
      state,
    ]);
    [found] = rows;
    return found !== undefined;
  });
  if (!found) throw new Error("no hold");
  return found;
}

/** What a person's decision does to the rows: the gateway sees nothing else of it. */
export async function decideTestHold(pool: Pool, id: string, verdict: "approved" | "denied"): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query("update hold set state = $2, decided_at = now() where id = $1 and state = 'pending'", [
      id,
      verdict,
    ]);
    await client.query(
      "insert into approval (id, hold_id, verdict, user_id, user_name, reason) values ($1, $2, $3, 'alice', $4, $5)",
      [newId("apr"), id, verdict, "alice@example.com", verdict === "approved" ? "looks right" : "too risky"],
    );
    const bell = ringStatement({ topic: "hold", id, state: verdict });
    await client.query(bell.sql, bell.parameters);
  });
}

/** Decides the next hold that is pending. Returns its id. */
export async function decideNextHold(pool: Pool, verdict: "approved" | "denied"): Promise<string> {
  const { id } = await findTestHold(pool);
  await decideTestHold(pool, id, verdict);
  return id;
}
