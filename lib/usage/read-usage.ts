import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { readerOf, type Reader } from "#lib/ledger/reader.ts";
import { countedName } from "./dimensions.ts";
import { readFigures, readSeries, readServerSeries } from "./read-figures.ts";
import { readRows } from "./read-rows.ts";
import { ReadUsage, type Usage, type UsageScope } from "./schemas.ts";
import { usageRange } from "./usage-range.ts";
import type { Scope } from "./usage-scope.ts";

const mostServers = 5;

/**
 * How much was asked, of what, by whom, and how that went, from what the worker has counted. Without `audit.read-all`
 * only of oneself, and of agents one answers for. Throws `forbidden`, or `invalid` for times that cannot be shown.
 */
export async function readUsage(
  context: ServiceContext,
  input: z.input<typeof ReadUsage>,
  now: Date = new Date(),
): Promise<Usage> {
  const reader = readerOf(context);
  const asked = parseInput(ReadUsage, input);
  const { scope, own } = scopeFor(reader, asked);
  const range = usageRange(asked, now, scope === null);
  const [total, current, previous, series, rows, servers, name] = await Promise.all([
    readFigures(context, scope, range),
    range.compared && readFigures(context, scope, range.compared.current),
    range.compared && readFigures(context, scope, range.compared.previous),
    readSeries(context, scope, range),
    readRows(context, scope, range, asked),
    scope === null ? readServerSeries(context, range, mostServers) : [],
    nameOf(context, scope),
  ]);
  return {
    from: range.from,
    to: range.to,
    bucketMs: range.bucketMs,
    scope: scope && { ...scope, name },
    own,
    agents: [...(reader?.agents ?? [])],
    total,
    compared: current && previous && previous.requests + previous.held > 0 ? { current, previous } : null,
    series,
    servers,
    by: asked.by,
    rows,
  };
}

function scopeFor(reader: Reader | null, asked: ReadUsage): { scope: Scope; own: boolean } {
  const scope = askedScope(asked);
  if (reader === null) return { scope, own: false };
  if (scope === null || (scope.kind === "user" && scope.id === reader.subject)) {
    return { scope: { kind: "user", id: reader.subject }, own: true };
  }
  if (scope.kind === "agent" && reader.agents.includes(scope.id)) return { scope, own: true };
  throw new AppError("forbidden", "You may see your own use, and that of agents you answer for.");
}

function askedScope({ server, user, agent }: ReadUsage): Scope {
  if (server !== undefined) return { kind: "server", id: server };
  if (user !== undefined) return { kind: "user", id: user };
  return agent === undefined ? null : { kind: "agent", id: agent };
}

/** What a scope is called in the log: of people that is their name at their last call. */
async function nameOf(context: ServiceContext, scope: Scope): Promise<UsageScope["name"]> {
  if (scope?.kind !== "user") return scope?.id ?? "";
  const row = await context.database.usageDay.findFirst({
    where: { by: "user", userId: countedName(scope.id), userName: { not: "" } },
    orderBy: { at: "desc" },
    select: { userName: true },
  });
  return row?.userName ?? scope.id;
}
