import { Prisma } from "#prisma-client";
import { countedName, type DimensionName } from "./dimensions.ts";
import type { UsageBy } from "./shapes.ts";

/** Whose or what's use is read; null: of everything. */
export type Scope = { kind: "server" | "user" | "agent"; id: string } | null;

/** Each dimension whose rows are those of a scope, split by what the table lists. Undefined: not counted. */
const splits: Record<"all" | "server" | "user" | "agent", Partial<Record<UsageBy, DimensionName>>> = {
  all: { server: "server", user: "user", agent: "agent", tool: "tool" },
  server: { user: "server_user", agent: "server_agent", tool: "tool" },
  user: { server: "server_user", agent: "user_agent", tool: "user_tool" },
  agent: { server: "server_agent", user: "user_agent" },
};

export function splitOf(scope: Scope, by: UsageBy): DimensionName | undefined {
  return splits[scope?.kind ?? "all"][by];
}

/** The dimension in which a scope has one row an hour. */
export function wholeOf(scope: Scope): DimensionName {
  return scope?.kind ?? "total";
}

export function whereScope(scope: Scope): Prisma.Sql {
  if (scope === null) return Prisma.sql`true`;
  const name = countedName(scope.id);
  if (scope.kind === "server") return Prisma.sql`server = ${name}`;
  return scope.kind === "user" ? Prisma.sql`user_id = ${name}` : Prisma.sql`agent = ${name}`;
}
