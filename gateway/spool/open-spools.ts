import { readdir } from "node:fs/promises";
import path from "node:path";
import { Spool, type SpoolOptions } from "./spool.ts";

/**
 * The spool of process number `slot` of `processes`, which is written to, and those of slots that are no more, which are
 * only emptied. Throws SpoolUnusable.
 */
export async function openSpools(
  options: SpoolOptions & { slot: number; processes: number },
): Promise<{ own: Spool; left: Spool[] }> {
  const { slot, processes, folder: parent, ...limits } = options;
  const own = await Spool.open({ ...limits, folder: path.join(parent, String(slot)) });
  const left: Spool[] = [];
  for (const name of await readdir(parent)) {
    const number = /^\d{1,4}$/.test(name) ? Number(name) : -1;
    if (number < processes || number % processes !== slot) continue;
    left.push(await Spool.open({ ...limits, folder: path.join(parent, name) }));
  }
  return { own, left: left.filter((spool) => !spool.isEmpty) };
}
