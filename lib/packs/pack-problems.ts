import type { InstalledPack } from "#lib/policies/schemas.ts";
import { packs } from "./packs.ts";
import { PackId } from "./schemas.ts";

type PackProblem = { index: number; key: "id" | "version"; message: string };

/** What is wrong with the packs that a policy says it has, by the index of each. */
export function packProblems(installed: readonly InstalledPack[]): PackProblem[] {
  return installed.flatMap(({ id, version }, index): PackProblem[] => {
    const known = PackId.safeParse(id).data;
    if (known === undefined) {
      return [{ index, key: "id", message: `There is no pack called ${id}. Available: ${PackId.options.join(", ")}.` }];
    }
    const newest = packs[known].version;
    if (version <= newest) return [];
    const message = `The pack ${id} of version ${version} is for a newer Holdpoint: this one has version ${newest}. Update Holdpoint, or install the pack again.`;
    return [{ index, key: "version", message }];
  });
}
