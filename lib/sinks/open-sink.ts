import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import { driverOf } from "./drivers.ts";
import type { Position } from "#lib/ledger/read-undelivered.ts";
import { SinkCredential, SinkKind, SinkSettings } from "./schemas.ts";
import type { SinkDriver, SinkTarget } from "./sink-driver.ts";

export type OpenedSink = SinkTarget & {
  id: string;
  kind: SinkKind;
  driver: SinkDriver;
  position: Position;
  /** It has not taken anything since it last failed. */
  failing: boolean;
  held: boolean;
};

type Row = {
  kind: string;
  url: string;
  settings: unknown;
  credential_sealed: Buffer;
  xact: number;
  at: Date | null;
  position_id: string | null;
  failing: boolean;
  held: boolean;
};

/** Reads an enabled sink with its key opened, or why it cannot be; undefined where there is no such sink. */
export async function openSink(
  { pool, sealer, sinkFolder }: { pool: Pool; sealer: Sealer; sinkFolder?: string | undefined },
  sinkId: string,
): Promise<OpenedSink | { error: string } | undefined> {
  const { rows } = await pool.query<Row>(
    `select kind, url, settings, credential_sealed, position_xact as xact, position_at as at, position_id, held,
       failing_since is not null as failing
     from sink where id = $1 and enabled`,
    [sinkId],
  );
  const [row] = rows;
  if (!row) return undefined;
  const opened = openTarget({ sealer, sinkFolder }, row);
  if ("error" in opened) return opened;
  const { xact, at, position_id: id, held, failing } = row;
  return { ...opened, id: sinkId, held, failing, position: { xact, at, id } };
}

/** What a driver needs of a stored sink, with its key opened, or why it cannot be. */
export function openTarget(
  { sealer, sinkFolder }: { sealer: Sealer; sinkFolder?: string | undefined },
  row: { kind: string; url: string; settings: unknown; credential_sealed: Uint8Array },
): (SinkTarget & { kind: SinkKind; driver: SinkDriver }) | { error: string } {
  const kind = SinkKind.safeParse(row.kind);
  const settings = SinkSettings.safeParse(row.settings);
  if (!kind.success || !settings.success) {
    return { error: "This version of Holdpoint cannot read what was set for the sink. Save its settings again." };
  }
  let apiKey: string;
  try {
    const opened: unknown = JSON.parse(sealer.open("credential", row.credential_sealed).toString("utf8"));
    ({ apiKey } = SinkCredential.parse(opened));
  } catch {
    return { error: "The sink's key cannot be opened with this HOLDPOINT_SECRET. Give the sink its key again." };
  }
  const driver = driverOf(kind.data);
  return { kind: kind.data, driver, url: row.url, apiKey, settings: settings.data, folder: sinkFolder };
}
