import type { PoolClient } from "#lib/database/pool.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { countEvent, emptyTally, isUse } from "./count-event.ts";
import { dimensionEntries, namesOf, type Names } from "./dimensions.ts";
import { addToUsage, type UsageDelta } from "./add-to-usage.ts";

const hourMs = 3_600_000;

/**
 * Counts events into the hour and the day in which they happened, however late they came to the ledger. Call it once for
 * each event, in the transaction that notes that it was.
 */
export async function foldUsage(client: PoolClient, events: readonly AuditEvent[]): Promise<void> {
  const counted = events.filter(isUse);
  if (counted.length === 0) return;
  const hourly = dimensionEntries.filter(([, dimension]) => dimension.hourly);
  await addToUsage(client, "usage_hour", deltasOf(counted, hourly, hourMs));
  await addToUsage(client, "usage_day", deltasOf(counted, dimensionEntries, 24 * hourMs));
}

function deltasOf(events: readonly AuditEvent[], dimensions: typeof dimensionEntries, grainMs: number): UsageDelta[] {
  const deltas = new Map<string, UsageDelta>();
  for (const event of events) {
    const at = Math.floor(event.at.getTime() / grainMs) * grainMs;
    const has = namesOf(event);
    for (const [by, dimension] of dimensions) {
      const { names } = dimension;
      if (names.some((name) => has[name] === "")) continue;
      // Text of a database never has the character that separates the names here.
      const key = [by, at, ...names.map((name) => has[name])].join("\0");
      let delta = deltas.get(key);
      if (!delta) {
        const own: Names = { server: "", userId: "", agent: "", tool: "" };
        for (const name of names) own[name] = has[name];
        delta = { by, at: new Date(at), names: own, userName: "", tally: emptyTally() };
        deltas.set(key, delta);
      }
      if (delta.names.userId !== "" && event.userName) delta.userName = event.userName;
      countEvent(delta.tally, event, dimension);
    }
  }
  return [...deltas.values()];
}
