import { readdir } from "node:fs/promises";
import path from "node:path";
import { lockSpool } from "./lock-spool.ts";
import { Spool, type SpoolOptions } from "./spool.ts";
import { SpoolUnusable } from "./spool-files.ts";

/** For so long a process that has lost the one above it may still be finishing its calls. */
const drainMs = 20_000;

/**
 * The spool of process number `slot` of `processes`, which is written to, and those of slots that are no more, which are
 * only emptied. Throws SpoolUnusable.
 */
export async function openSpools(
  options: SpoolOptions & { slot: number; processes: number; waitMs?: number },
): Promise<{ own: Spool; left: Spool[] }> {
  const { slot, processes, folder: parent, waitMs = drainMs, ...limits } = options;
  const folder = path.join(parent, String(slot));
  const release = await lockSpool(folder, waitMs);
  if (!release) {
    throw new SpoolUnusable(
      `Another gateway has the spool at ${parent}. Stop it, or set GATEWAY_SPOOL_DIR to another folder.`,
    );
  }
  const own = await Spool.open({ ...limits, folder, onClose: release });
  const left: Spool[] = [];
  for (const name of await readdir(parent)) {
    const number = /^\d{1,4}$/.test(name) ? Number(name) : -1;
    if (number < processes || number % processes !== slot) continue;
    const leftFolder = path.join(parent, name);
    // Whoever still has it writes to it; what it leaves behind is for the next start.
    const onClose = await lockSpool(leftFolder);
    if (onClose) left.push(await Spool.open({ ...limits, folder: leftFolder, onClose }));
  }
  return { own, left };
}
