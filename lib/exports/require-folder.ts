import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";

/** The folder in which files of exports are kept. Throws `unavailable`. */
export function requireFolder({ exportFolder }: Pick<ServiceContext, "exportFolder">): string {
  if (exportFolder !== undefined) return exportFolder;
  throw new AppError("unavailable", "No folder is set for files of exports. An operator can set EXPORT_FOLDER.");
}
