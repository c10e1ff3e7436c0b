import type { ServiceContext } from "#lib/core/context.ts";
import { countEvents } from "#lib/search/count-events.ts";
import { withTerm } from "#lib/search/edit-query.ts";
import { readSinkLags } from "#lib/sinks/read-sink-lags.ts";
import { findFirsts } from "./find-firsts.ts";
import type { Finding } from "./finding.ts";
import type { WatchCondition } from "./schemas.ts";

const minuteMs = 60_000;

export type JudgedWatch = { id: string; query: string; condition: WatchCondition; changedAt: Date };

/**
 * What holds of a watch at the end of a step: nothing, or what it found. Looks at nothing from before the watch was made or
 * changed. Only first times are several.
 */
export async function judgeWatch(
  context: ServiceContext,
  watch: JudgedWatch,
  step: { from: Date; to: Date },
): Promise<Finding[]> {
  const { condition, changedAt } = watch;
  const query = watchedQuery(watch.query);
  if (condition.kind === "first-for-agent") return findFirsts(context, { id: watch.id, query }, step);
  if (condition.kind === "delivery-behind") return findBehind(context, condition.minutes, step.to);
  const start = new Date(step.to.getTime() - condition.minutes * minuteMs);
  if (condition.kind === "none-for" && start < changedAt) return [];
  const from = start > changedAt ? start : changedAt;
  const { count, about } = await countEvents(context, { query, from, to: step.to });
  const holds = condition.kind === "none-for" ? count === 0 : count > condition.count;
  return holds ? [{ subject: "", from, count, about }] : [];
}

async function findBehind(context: ServiceContext, minutes: number, to: Date): Promise<Finding[]> {
  const lags = await readSinkLags(context);
  const [worst] = lags.toSorted((a, b) => b.lagMs - a.lagMs);
  if (!worst || worst.lagMs <= minutes * minuteMs) return [];
  return [{ subject: worst.name, from: new Date(to.getTime() - worst.lagMs), count: null, about: false }];
}

/** That a watch fired is no reason for a watch to fire. */
function watchedQuery(query: string): string {
  return withTerm(query, "type", "watch.fired", true);
}
