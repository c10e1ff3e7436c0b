import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { ToolFacts, type KnownTool } from "./schemas.ts";

/** What is known of the tools of one connection, or of all, by name. */
export async function listTools(context: ServiceContext, input: { connection?: string } = {}): Promise<KnownTool[]> {
  requirePermission(context, "connections.read");
  const rows = await context.database.knownTool.findMany({
    where: input.connection === undefined ? {} : { connection: input.connection },
    orderBy: [{ connection: "asc" }, { name: "asc" }],
  });
  return rows.map(({ connection, name, firstSeenAt, changedAt, ...facts }) => ({
    connection,
    name,
    firstSeenAt,
    changedAt,
    ...ToolFacts.parse(facts),
  }));
}
