import type { Pool } from "#lib/database/pool.ts";
import { sessionHash, type McpSession } from "./internal.ts";

/** Makes the session the caller's. False where it already belongs to somebody else. */
export async function bindSession(pool: Pool, session: McpSession): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: "bind-mcp-session",
    text: `insert into mcp_session (hash, caller_id) values ($1, $2)
      on conflict (hash) do update set last_used_at = now() where mcp_session.caller_id = excluded.caller_id`,
    values: [sessionHash(session), session.callerId],
  });
  return rowCount === 1;
}
