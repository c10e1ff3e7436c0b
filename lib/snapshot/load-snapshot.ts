import type { Pool } from "#lib/database/pool.ts";
import { SnapshotDocument, type StoredSnapshot } from "./schemas.ts";

/**
 * Reads the snapshot that is in force. Returns undefined where there is none yet, or where it is still
 * `knownVersion`. Throws where the stored document is not one this program understands.
 */
export async function loadSnapshot(pool: Pool, knownVersion = -1): Promise<StoredSnapshot | undefined> {
  const { rows } = await pool.query<{ version: number; document: unknown }>({
    name: "load-snapshot",
    text: "select version, document from snapshot where id = 1 and version <> $1",
    values: [knownVersion],
  });
  const [row] = rows;
  return row && { version: row.version, document: SnapshotDocument.parse(row.document) };
}
