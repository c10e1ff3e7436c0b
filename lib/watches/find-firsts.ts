import type { ServiceContext } from "#lib/core/context.ts";
import { withTerm } from "#lib/search/edit-query.ts";
import { groupEvents } from "#lib/search/group-events.ts";
import { searchEvents } from "#lib/search/search-events.ts";
import type { Finding } from "./finding.ts";

const mostAgents = 100;
/** How often a search for something earlier is taken up where it stopped. */
const mostPages = 20;

/**
 * Agents that have an event of the search in this step and never had one before. The ledger is asked once for each agent: who is
 * in `watch_agent` is known. A step has a minute, so a hundred agents are more than come.
 */
export async function findFirsts(
  context: ServiceContext,
  { id, query }: { id: string; query: string },
  { from, to }: { from: Date; to: Date },
): Promise<Finding[]> {
  const { groups } = await groupEvents(context, {
    search: { query, from, to },
    by: ["agent"],
    measure: "count",
    limit: mostAgents,
  });
  const present = groups.flatMap(({ values: [agent], measure }) => (agent ? [{ agent, count: measure }] : []));
  const known = await context.database.watchAgent.findMany({
    where: { watchId: id, agent: { in: present.map(({ agent }) => agent) } },
  });
  const isKnown = new Set(known.map(({ agent }) => agent));
  const findings: Finding[] = [];
  for (const { agent, count } of present) {
    if (isKnown.has(agent)) continue;
    if (await hasEarlier(context, withTerm(query, "agent", agent), from)) await remember(context, id, agent);
    else findings.push({ subject: agent, from, count, about: false });
  }
  return findings;
}

async function hasEarlier(context: ServiceContext, query: string, to: Date): Promise<boolean> {
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const found = await searchEvents(context, { search: { query, to }, limit: 1, ...(after && { after }) });
    if (found.events.length > 0) return true;
    if (found.searchedTo === null || found.afterCursor === null) return false;
    after = found.afterCursor;
  }
  // Too much to look through: told as a first time once, rather than never.
  return false;
}

async function remember({ database }: ServiceContext, watchId: string, agent: string): Promise<void> {
  await database.watchAgent.createMany({ data: [{ watchId, agent }], skipDuplicates: true });
}
