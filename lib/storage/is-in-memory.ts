import { statfsSync } from "node:fs";

/** Magic numbers of statfs(2): tmpfs and ramfs, which a restart empties. */
const memoryTypes = new Set([0x01021994, 0x858458f6]);

/** Whether what is written to `folder` lies in memory only. Throws where there is no such folder. */
export function isInMemory(folder: string): boolean {
  return memoryTypes.has(statfsSync(folder).type);
}
