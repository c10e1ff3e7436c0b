import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { readUndelivered, type Position, type UndeliveredEvent } from "#lib/ledger/read-undelivered.ts";

const batchSize = 2_000;
const runMs = 5_000;

/** Something that is kept from what the ledger says, such as counts. `fold` sees every event once, also those that come late. */
export type Folder = {
  /** What its position is kept under; a new name begins at the beginning of the ledger. */
  name: string;
  fold: (client: PoolClient, events: readonly UndeliveredEvent[]) => Promise<void>;
};

type Pass = Position & { names: string[] };

/**
 * Gives settled events to folders, in the order of delivery, in batches. The position moves in the transaction of what is
 * folded, so that each event counts once, however many workers there are and wherever one dies. Folders that have come
 * equally far share the reading. Goes on for up to five seconds; returns the number of events that it folded.
 */
export async function foldLedger(pool: Pool, folders: readonly Folder[], signal?: AbortSignal): Promise<number> {
  const endsAt = Date.now() + runMs;
  let folded = 0;
  for (const pass of await readPasses(pool, folders)) {
    let position: Position | undefined = pass;
    const goesOn = (): boolean => Date.now() < endsAt && !signal?.aborted;
    while (position && goesOn()) {
      const events: UndeliveredEvent[] = await readUndelivered(pool, position, batchSize);
      const last = events.at(-1);
      const next = last && { xact: last.xact, at: last.at, id: last.id };
      const isMine: boolean =
        next !== undefined && (await foldBatch(pool, folders, pass.names, { from: position, to: next, events }));
      if (isMine) folded += events.length;
      position = isMine ? next : undefined;
    }
  }
  return folded;
}

/** Folders by how far they have come, those that have come least far first. */
async function readPasses(pool: Pool, folders: readonly Folder[]): Promise<Pass[]> {
  const names = folders.map(({ name }) => name);
  await pool.query("insert into ledger_fold (name) select unnest($1::text[]) on conflict do nothing", [names]);
  const { rows } = await pool.query<Pass>(
    `select xact, at, id, array_agg(name) as names from ledger_fold where name = any($1)
     group by xact, at, id order by xact, at nulls first, id`,
    [names],
  );
  return rows;
}

/** False where another worker was there first. */
function foldBatch(
  pool: Pool,
  folders: readonly Folder[],
  names: string[],
  batch: { from: Position; to: Position; events: readonly UndeliveredEvent[] },
): Promise<boolean> {
  const { from, to, events } = batch;
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update ledger_fold set xact = $1, at = $2, id = $3 where name = any($4)
         and xact = $5 and at is not distinct from $6 and id is not distinct from $7`,
      [to.xact, to.at, to.id, names, from.xact, from.at, from.id],
    );
    if (rowCount === 0) return false;
    if (rowCount !== names.length)
      throw new Error(`of the folds ${names.join(", ")} only ${rowCount} are where they were`);
    for (const { name, fold } of folders) if (names.includes(name)) await fold(client, events);
    return true;
  });
}
