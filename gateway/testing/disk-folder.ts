import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";

/** A new folder on a disk; the system's own for temporary files may lie in memory, which a spool refuses. */
export function diskFolder(): { folder: string; remove: () => void } {
  const parent = path.resolve("node_modules", ".holdpoint-test");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "spool-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
