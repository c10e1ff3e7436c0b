import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Position } from "./read-undelivered.ts";
import { SinkCredential } from "./schemas.ts";

export type OpenedSink = { id: string; url: string; apiKey: string; position: Position };

type Row = { url: string; credential_sealed: Buffer; xact: number; at: Date | null; position_id: string | null };

/** Reads an enabled sink with its key opened, or why the key cannot be; undefined where there is no such sink. */
export async function openSink(
  { pool, sealer }: { pool: Pool; sealer: Sealer },
  sinkId: string,
): Promise<OpenedSink | { error: string } | undefined> {
  const { rows } = await pool.query<Row>(
    `select url, credential_sealed, position_xact as xact, position_at as at, position_id
     from sink where id = $1 and enabled`,
    [sinkId],
  );
  const [row] = rows;
  if (!row) return undefined;
  try {
    const opened: unknown = JSON.parse(sealer.open("credential", row.credential_sealed).toString("utf8"));
    const { apiKey } = SinkCredential.parse(opened);
    return { id: sinkId, url: row.url, apiKey, position: { xact: row.xact, at: row.at, id: row.position_id } };
  } catch {
    return { error: "The sink's key cannot be opened with this HOLDPOINT_SECRET. Give the sink its key again." };
  }
}
