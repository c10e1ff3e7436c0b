import type { AuditEvent } from "#lib/ledger/events.ts";

/** The names a row is counted under. */
export type Names = { server: string; userId: string; agent: string; tool: string };

type Dimension = { names: readonly (keyof Names)[]; times: boolean };

/**
 * What use is counted by. An event counts where it has every name. Times are kept for one name alone, and tools are told
 * apart by their server; two names together answer who uses a server, and what a person uses.
 */
export const dimensions = {
  total: { names: [], times: true },
  server: { names: ["server"], times: true },
  user: { names: ["userId"], times: true },
  agent: { names: ["agent"], times: true },
  tool: { names: ["server", "tool"], times: true },
  server_user: { names: ["server", "userId"], times: false },
  server_agent: { names: ["server", "agent"], times: false },
  user_tool: { names: ["userId", "server", "tool"], times: false },
  user_agent: { names: ["userId", "agent"], times: false },
} as const satisfies Record<string, Dimension>;

export type DimensionName = keyof typeof dimensions;

export const dimensionEntries: readonly (readonly [DimensionName, Dimension])[] = Object.entries(dimensions).map(
  ([by, dimension]) => [by as DimensionName, dimension] as const,
);

/** Three names of any characters still fit into one entry of an index. */
const longestName = 200;

/** A name as it is counted under; empty where there is none. */
export function countedName(name: string | null | undefined): string {
  return name?.slice(0, longestName) ?? "";
}

/** The names of an event; empty where it has none. */
export function namesOf({ connection, userId, agent, tool }: AuditEvent): Names {
  return {
    server: countedName(connection),
    userId: countedName(userId),
    agent: countedName(agent),
    tool: countedName(tool),
  };
}
