import { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import { CliError } from "./cli-error.ts";
import type { WantedKey } from "./configuration.ts";
import type { Change, Plan, PlanOptions } from "./change.ts";
import type { ReadConfiguration } from "./read-configuration.ts";
import { remote, type RemoteKey } from "./remote.ts";

const Created = z.object({ key: z.string() });

/** Gateway keys that are made. Keys do not change, so a changed entry makes a new one; the old goes with `--prune`. */
export async function planKeys(client: ApiClient, wanted: ReadConfiguration, options: PlanOptions): Promise<Plan> {
  if (!wanted.gatewayKeys) return { changes: [], notes: [] };
  const left = new Set(await remote.liveKeys(client));
  const changes: Change[] = [];
  for (const entry of wanted.gatewayKeys) {
    const same = [...left].find((key) => isSame(key, entry));
    if (same) left.delete(same);
    else changes.push(planCreate(client, entry, options));
  }
  if (options.prune) return { changes: [...changes, ...[...left].map((key) => planRevoke(client, key))], notes: [] };
  const others = [...left].map(({ agent, hint }) => `${agent} (${hint}…)`);
  const note = `Not in the file, and left as they are: gateway keys of ${others.join(", ")}. --prune revokes them.`;
  return { changes, notes: others.length > 0 ? [note] : [] };
}

function isSame(key: RemoteKey, entry: WantedKey): boolean {
  const expiresAt = key.expiresAt === null ? undefined : Date.parse(key.expiresAt);
  return (
    key.agent === entry.agent &&
    isSameSet(key.groups, entry.groups) &&
    isSameSet(key.connections, entry.connections) &&
    (key.actsFor ?? "").toLowerCase() === (entry.actsFor ?? "").toLowerCase() &&
    expiresAt === entry.expiresAt?.getTime()
  );
}

function isSameSet(one: string[], other: string[]): boolean {
  return one.toSorted().join("\n") === other.toSorted().join("\n");
}

function planCreate(client: ApiClient, entry: WantedKey, options: PlanOptions): Change {
  const { agent, groups, connections, actsFor, expiresAt } = entry;
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw new CliError(
      `The gateway key of ${agent} is over since ${expiresAt.toISOString()}. Take it out of the file.`,
    );
  }
  return {
    sign: "+",
    what: `gateway key of ${agent}`,
    details: [
      `groups: ${groups.join(", ") || "none"}`,
      ...(connections.length > 0 ? [`connections: ${connections.join(", ")}`] : []),
      ...(actsFor ? [`acts for ${actsFor}`] : []),
      ...(expiresAt ? [`until ${expiresAt.toISOString()}`] : []),
    ],
    run: async () => {
      const { key } = await client.send("POST", "/gateway-keys", entry, Created);
      return options.keepKey(agent, key);
    },
  };
}

function planRevoke(client: ApiClient, { id, agent, hint }: RemoteKey): Change {
  return {
    sign: "-",
    what: `gateway key of ${agent}`,
    details: [`${hint}… is revoked`],
    run: () => client.change("POST", `/gateway-keys/${id}/revoke`, undefined),
  };
}
