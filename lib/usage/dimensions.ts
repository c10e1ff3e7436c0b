import type { AuditEvent } from "#lib/ledger/events.ts";

/** The names a row is counted under. */
export type Names = { server: string; userId: string; agent: string; tool: string };

export type Dimension = { names: readonly (keyof Names)[]; hourly: boolean; people?: true };

/**
 * What use is counted by. An event counts where it has every name. Hours, and response times, are kept of one name alone (tools are
 * told apart by their server). Two names together, of which there are many more, answer who uses a server and what a person
 * uses, by the day. `people`: who it was is kept beside the counts.
 */
export const dimensions = {
  total: { names: [], hourly: true, people: true },
  server: { names: ["server"], hourly: true, people: true },
  user: { names: ["userId"], hourly: true },
  agent: { names: ["agent"], hourly: true, people: true },
  tool: { names: ["server", "tool"], hourly: true },
  server_user: { names: ["server", "userId"], hourly: false },
  server_agent: { names: ["server", "agent"], hourly: false },
  user_tool: { names: ["userId", "server", "tool"], hourly: false },
  user_agent: { names: ["userId", "agent"], hourly: false },
} as const satisfies Record<string, Dimension>;

export type DimensionName = keyof typeof dimensions;

export const dimensionEntries: readonly (readonly [DimensionName, Dimension])[] = Object.entries(dimensions).map(
  ([by, dimension]) => [by as DimensionName, dimension] as const,
);

/** Whether the rows of a dimension keep who it was. */
export function keepsPeople(by: DimensionName): boolean {
  return "people" in dimensions[by];
}

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
