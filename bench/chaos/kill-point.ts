import pg from "pg";
import { listen } from "#lib/database/bell.ts";

const lockKey = 471_100;

/** `inside`: the transaction of a move has made its change and not committed it. `after`: it has just been committed. */
export type Moment = "inside" | "after" | "any";

export type KillPoint = {
  /** Resolves once a hold that was made since is at this point of its move to `state`, or false after `deadlineMs`. */
  reached: (state: string, moment: Moment, deadlineMs: number) => Promise<boolean>;
  /** Lets go of whoever was stopped inside a transaction. */
  release: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * Finds the moments of a hold's moves from outside: a trigger stops the transaction of the wanted move on a lock that this
 * process holds, and bells tell of commits.
 */
export async function openKillPoint(url: string): Promise<KillPoint> {
  const client = new pg.Client({ connectionString: url, application_name: "chaos" });
  await client.connect();
  await client.query(`create table chaos_point (state text);
    create function stop_at_point() returns trigger language plpgsql as $$ begin
      if exists (select 1 from chaos_point where state = new.state) then
        perform pg_advisory_xact_lock_shared(${lockKey});
      end if;
      return new;
    end $$;
    create trigger stop_at_point after insert or update of state on hold for each row execute function stop_at_point()`);
  const heard = new Set<(state: string) => void>();
  let connected: () => void;
  const isConnected = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const stopListening = listen({
    url,
    onBell: (bell) => {
      if (bell.topic === "hold") for (const hear of heard) hear(bell.state);
    },
    onConnected: () => connected(),
  });
  await isConnected;

  async function reachedInside(state: string, deadlineMs: number): Promise<boolean> {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await client.query("insert into chaos_point values ($1)", [state]);
    const deadline = performance.now() + deadlineMs;
    while (performance.now() < deadline) {
      const { rowCount } = await client.query(
        "select 1 from pg_locks where locktype = 'advisory' and objid = $1 and not granted",
        [lockKey],
      );
      if (rowCount) return true;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    return false;
  }

  function reachedAfter(state: string, deadlineMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(false), deadlineMs);
      const hear = (moved: string): void => {
        if (moved === state) settle(true);
      };
      const settle = (found: boolean): void => {
        clearTimeout(timer);
        heard.delete(hear);
        resolve(found);
      };
      heard.add(hear);
    });
  }

  return {
    reached: (state, moment, deadlineMs) =>
      moment === "inside" ? reachedInside(state, deadlineMs) : reachedAfter(state, deadlineMs),
    async release() {
      await client.query("delete from chaos_point");
      await client.query("select pg_advisory_unlock_all()");
    },
    async close() {
      await stopListening();
      await client.end();
    },
  };
}
