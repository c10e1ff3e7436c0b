import type { Pool } from "#lib/database/pool.ts";
import { bindSession } from "#lib/mcp-sessions/bind-session.ts";
import { useSession } from "#lib/mcp-sessions/use-session.ts";

type McpSession = Parameters<typeof bindSession>[1];

const maxRemembered = 10_000;
/** So often does the database hear that a session is still used; well below the day after which it forgets. */
const noteUseEveryMs = 3_600_000;

/** Who owns which session, as far as this process has asked. A session never changes hands, so a yes stays true. */
export class SessionOwners {
  readonly #pool: Pool;
  readonly #noted = new Map<string, number>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Makes a new session the caller's. False where it is somebody else's. */
  async bind(session: McpSession): Promise<boolean> {
    const bound = await bindSession(this.#pool, session);
    if (bound) this.#remember(session);
    return bound;
  }

  async isOwner(session: McpSession): Promise<boolean> {
    const notedAt = this.#noted.get(keyOf(session));
    if (notedAt !== undefined && performance.now() - notedAt < noteUseEveryMs) return true;
    const owns = await useSession(this.#pool, session);
    if (owns) this.#remember(session);
    return owns;
  }

  #remember(session: McpSession): void {
    const key = keyOf(session);
    this.#noted.delete(key);
    this.#noted.set(key, performance.now());
    const [oldest] = this.#noted.keys();
    if (this.#noted.size > maxRemembered && oldest !== undefined) this.#noted.delete(oldest);
  }
}

function keyOf({ connection, sessionId, callerId }: McpSession): string {
  return JSON.stringify([connection, sessionId, callerId]);
}
