import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { readEdited } from "./internal.ts";
import { packCoverage } from "./pack-coverage.ts";
import { packs } from "./packs.ts";
import { PackId, type PackCoverage, type PackSummary } from "./schemas.ts";
import { summarizePack } from "./summarize-pack.ts";

/** One pack with its answer to every call that it lists. Throws `not_found`. */
export async function readPack(
  context: ServiceContext,
  input: { id: string },
): Promise<PackSummary & { coverage: PackCoverage[] }> {
  requirePermission(context, "policies.read");
  const id: z.infer<typeof PackId> | undefined = PackId.safeParse(input.id).data;
  if (id === undefined) throw new AppError("not_found", "There is no such pack.");
  const { document } = await readEdited(context);
  return { ...summarizePack(packs[id], document), coverage: packCoverage(packs[id]) };
}
