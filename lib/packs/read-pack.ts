import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { readEdited } from "./internal.ts";
import { packCoverage } from "./pack-coverage.ts";
import { packs } from "./packs.ts";
import { PackId, type PackCoverage, type PackSummary } from "./schemas.ts";
import { summarizePack } from "./summarize-pack.ts";

/**
 * One pack with its rules, as installed or as they would be for one connection, and its answer to every call that it
 * lists. Throws `not_found`.
 */
export async function readPack(
  context: ServiceContext,
  input: { id: string },
): Promise<PackSummary & { rules: Rule[]; coverage: PackCoverage[] }> {
  requirePermission(context, "policies.read");
  const id = PackId.safeParse(input.id).data;
  if (id === undefined) throw new AppError("not_found", "There is no such pack.");
  const { document } = await readEdited(context);
  const summary = summarizePack(packs[id], document);
  const { connections, approvers } = summary.installed ?? { connections: ["<connection>"], approvers: ["<approvers>"] };
  return { ...summary, rules: packs[id].rules({ connections, approvers }), coverage: packCoverage(packs[id]) };
}
