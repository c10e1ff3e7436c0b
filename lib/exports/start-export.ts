import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requireFolder } from "./require-folder.ts";
import { beginExport } from "./begin-export.ts";
import { ExportEvents } from "./schemas.ts";

/**
 * Has the worker make the file of a search, as the events are now; it can be downloaded for seven days. Throws what
 * `beginExport` throws, `unavailable` where there is no folder for it.
 */
export async function startExport(
  context: ServiceContext,
  input: z.input<typeof ExportEvents>,
): Promise<{ id: string }> {
  requirePermission(context, "audit.export");
  const given = parseInput(ExportEvents, input);
  requireFolder(context);
  const { id } = await beginExport(context, "background", given);
  return { id };
}
