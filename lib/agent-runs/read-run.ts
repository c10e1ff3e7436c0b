import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { readEvent } from "#lib/ledger/read-event.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { withTerm } from "#lib/search/edit-query.ts";
import { searchEvents } from "#lib/search/search-events.ts";
import { cutAtPauses } from "./cut-at-pauses.ts";
import { ReadRun, type AgentRun } from "./schemas.ts";

const pageSize = 500;
/** So many events on either side of the one that is asked for, and so far. */
const sideSize = 300;
const sideMs = 12 * 3_600_000;
const kinds = "group:(calls OR approvals)";

/**
 * The calls of one MCP session or trace, or of the run of one caller around an event, with what people decided about them. The
 * reader's rights are those of a search. Throws `not_found` where there is nothing that they may see.
 */
export async function readRun(context: ServiceContext, input: z.input<typeof ReadRun>): Promise<AgentRun> {
  const { id, after } = parseInput(ReadRun, input);
  const run = id.startsWith("evt_") ? await readAround(context, id) : await readSession(context, id, after);
  if (run.events.length === 0) {
    throw new AppError("not_found", "There is no such session in the audit log, or it is not yours to see.");
  }
  return run;
}

async function readSession(context: ServiceContext, id: string, after: string | undefined): Promise<AgentRun> {
  // A session of an MCP client, or a trace that its calls belong to: both are 32 hexadecimal digits.
  const search = { query: `${kinds} (session:${id} OR trace:${id})` };
  const page = await searchEvents(context, { search, sort: "oldest", limit: pageSize, ...(after && { after }) });
  return { kind: "session", events: page.events, afterCursor: page.afterCursor };
}

async function readAround(context: ServiceContext, id: string): Promise<AgentRun> {
  const { event } = await readEvent(context, { id });
  const query = queryOf(event);
  if (query === null) return { kind: "run", events: [event], afterCursor: null };
  const at = event.at.getTime();
  const [before, after] = await Promise.all([
    searchEvents(context, { search: { query, from: new Date(at - sideMs), to: event.at }, limit: sideSize }),
    searchEvents(context, {
      search: { query, from: event.at, to: new Date(at + sideMs) },
      sort: "oldest",
      limit: sideSize,
    }),
  ]);
  const events = [...before.events.toReversed(), ...after.events];
  return { kind: "run", events: cutAtPauses(events, event.at), afterCursor: null };
}

/** Everything of the same caller: the agent, for the same person where it acts for one. */
function queryOf({ agent, userName }: EventRow): string | null {
  if (agent === null && userName === null) return null;
  const ofUser = userName === null ? kinds : withTerm(kinds, "user", userName);
  return agent === null ? `${ofUser} -agent:*` : withTerm(ofUser, "agent", agent);
}
