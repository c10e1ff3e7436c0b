import type { Pool } from "#lib/database/pool.ts";
import { sessionHash, type McpSession } from "./internal.ts";

/** Notes that the session is in use. False where it is not known, or not this caller's. */
export async function useSession(pool: Pool, session: McpSession): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: "use-mcp-session",
    text: "update mcp_session set last_used_at = now() where hash = $1 and caller_id = $2",
    values: [sessionHash(session), session.callerId],
  });
  return rowCount === 1;
}
