import { mkdir, open, rename } from "node:fs/promises";
import path from "node:path";
import { AppError } from "#lib/core/errors.ts";
import type { Storage } from "./storage.ts";

export function openFolder(url: string, folder: string | undefined): Storage {
  if (folder === undefined) {
    throw new AppError("invalid", "No folder is set for exports. An operator can set EXPORT_FOLDER.");
  }
  const root = path.join(folder, new URL(url).pathname.slice(1));
  return {
    async put(name, bytes) {
      const file = path.join(root, name);
      try {
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await writeDurably(`${file}.part`, bytes);
        await rename(`${file}.part`, file);
      } catch (cause) {
        const code = cause instanceof Error && "code" in cause ? String(cause.code) : "it failed";
        throw new AppError("unavailable", `The folder cannot be written: ${code}.`, { cause });
      }
    },
  };
}

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
