import pg from "pg";
import { z } from "zod";

const channel = "holdpoint";
const reconnectDelayMs = 500;

/** What one process tells the others about a committed change. A bell only: the row is the truth. */
export const Bell = z.discriminatedUnion("topic", [
  /** `again`: it is where it was, and somebody has said something. */
  z.object({ topic: z.literal("hold"), id: z.string(), state: z.string(), again: z.boolean().optional() }),
  z.object({ topic: z.literal("snapshot"), version: z.number() }),
  z.object({ topic: z.literal("person"), id: z.string() }),
]);
export type Bell = z.infer<typeof Bell>;

/** Statement and parameters that ring `bell` when the surrounding transaction commits, and never if it does not. */
export function ringStatement(bell: Bell): { sql: string; parameters: [string, string] } {
  return { sql: "select pg_notify($1, $2)", parameters: [channel, JSON.stringify(bell)] };
}

/**
 * Listens on a connection of its own. `onBell` gets each bell; `onConnected` runs after every (re)connection, because
 * bells rung in between are gone: read the state again there. Returns a function that stops listening.
 */
export function listen(options: {
  url: string;
  onBell: (bell: Bell) => void;
  onConnected: () => void;
  onError?: (error: Error) => void;
}): () => Promise<void> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: options.url,
      application_name: "holdpoint-bell",
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    client = next;
    next.on("error", lost);
    next.on("end", () => lost());
    next.on("notification", (message) => {
      const parsed = Bell.safeParse(parseJson(message.payload));
      if (parsed.success) options.onBell(parsed.data);
    });
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      if (!stopped) options.onConnected();
    } catch (error) {
      lost(error as Error);
    }
    function lost(error?: Error): void {
      if (client !== next) return;
      client = undefined;
      if (error) options.onError?.(error);
      next.end().catch(() => {});
      if (!stopped) timer = setTimeout(() => void connect(), reconnectDelayMs);
    }
  }

  void connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    const open = client;
    client = undefined;
    await open?.end().catch(() => {});
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
