import { rm } from "node:fs/promises";
import type { ServiceContext } from "#lib/core/context.ts";
import { sealedPath } from "./sealed-file.ts";

const abandonedMs = 180_000;
const rememberedMs = 365 * 86_400_000;

/** Removes files that are over, ends downloads whose console is gone, and forgets exports of more than a year ago. */
export async function forgetExports({ database, exportFolder }: ServiceContext): Promise<void> {
  const now = new Date();
  const before = (ms: number) => ({ lt: new Date(now.getTime() - ms) });
  const expired = await database.export.findMany({ where: { expiresAt: { lte: now } }, select: { id: true } });
  for (const { id } of expired) {
    if (exportFolder !== undefined) await rm(sealedPath(exportFolder, id), { force: true });
    await database.export.updateMany({ where: { id }, data: { expiresAt: null } });
  }
  await database.export.updateMany({
    where: { way: "download", state: "running", aliveAt: before(abandonedMs) },
    data: { state: "failed", finishedAt: now, error: "The console that streamed it is gone." },
  });
  await database.export.deleteMany({ where: { createdAt: before(rememberedMs) } });
}
