import { foldLedger } from "#lib/folds/fold-ledger.ts";
import { folders } from "#lib/folds/folders.ts";
import type { Services } from "#worker/services.ts";

export async function handleFoldLedger(_payload: unknown, { pool, stopping }: Services): Promise<void> {
  await foldLedger(pool, folders, stopping);
}
