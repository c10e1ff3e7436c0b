import type { ApiClient } from "./api-client.ts";
import type { Change, Plan, PlanOptions } from "./change.ts";
import type { ReadConfiguration } from "./read-configuration.ts";
import { remote } from "./remote.ts";

/** Callers that are disabled, or with `--prune` enabled again. */
export async function planCallers(client: ApiClient, wanted: ReadConfiguration, options: PlanOptions): Promise<Plan> {
  if (!wanted.disabledCallers) return { changes: [], notes: [] };
  const off = new Set((await remote.disabledCallers(client)).map(({ identity }) => identity));
  const changes: Change[] = wanted.disabledCallers
    .filter(({ identity }) => !off.has(identity))
    .map((caller) => ({
      sign: "-",
      what: `calls of ${caller.identity}`,
      details: [`refused: ${caller.reason}`],
      run: () => client.change("POST", "/callers/disable", caller),
    }));
  const listed = new Set(wanted.disabledCallers.map(({ identity }) => identity));
  const others = [...off].filter((identity) => !listed.has(identity));
  if (!options.prune) {
    const note = `Not in the file, and still refused: ${others.join(", ")}. --prune lets them call again.`;
    return { changes, notes: others.length > 0 ? [note] : [] };
  }
  for (const identity of others) {
    changes.push({
      sign: "+",
      what: `calls of ${identity}`,
      details: ["taken again"],
      run: () => client.change("POST", "/callers/enable", { identity }),
    });
  }
  return { changes, notes: [] };
}
