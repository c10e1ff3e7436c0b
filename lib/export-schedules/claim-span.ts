import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import type { ExportSchedule } from "#prisma-client";
import { serviceNameOf } from "./service-name.ts";

/** About as many events make one file. */
const spanEvents = 200_000;
const abandonedAfterS = 60;

/** The transactions of one increment, `to` not included; `isLast`: with it, the schedule has caught up. */
export type Span = { runId: string; from: bigint; to: bigint; isLast: boolean };

/**
 * The next increment of a schedule, recorded before its first byte. Where it ends is decided once: who takes up what
 * another worker has left writes the very same file. Null where another worker is at it.
 */
export async function claimSpan(context: ServiceContext, schedule: ExportSchedule): Promise<Span | null> {
  const { id: scheduleId, positionXact: from } = schedule;
  const { to: wanted, settled } = await nextEnd(context, from);
  if (wanted <= from) return null;
  return withTransaction(context, async (transaction) => {
    const runId = newId("xrn");
    const [claimed] = await transaction.$queryRaw<{ id: string; to: bigint }[]>`
      insert into export_run as run (id, schedule_id, from_xact, to_xact) values (${runId}, ${scheduleId}, ${from}, ${wanted})
      on conflict (schedule_id, from_xact) do update set alive_at = now()
        where run.state = 'running' and run.alive_at < now() - make_interval(secs => ${abandonedAfterS})
      returning id, to_xact as "to"`;
    if (!claimed) return null;
    if (claimed.id === runId) {
      const agent = serviceNameOf(schedule);
      const { format, content, query } = schedule;
      if (content) {
        const reason = "Headers and bodies leave with a scheduled export.";
        await recordEvent(transaction, context, {
          type: "payload.viewed",
          status: "ok",
          agent,
          reason,
          attrs: { schedule: scheduleId, export: runId },
        });
      }
      const search = { query };
      await recordEvent(transaction, context, {
        type: "audit.exported",
        status: "ok",
        agent,
        attrs: { schedule: scheduleId, export: runId, search, format, content, way: "schedule" },
      });
    }
    return { runId: claimed.id, from, to: claimed.to, isLast: claimed.to >= settled };
  });
}

/** Before the oldest transaction that still runs, and no further than makes a file of a good size. */
async function nextEnd({ database }: ServiceContext, from: bigint): Promise<{ to: bigint; settled: bigint }> {
  const [found] = await database.$queryRaw<{ settled: bigint; full: bigint | null }[]>`
    with bound as (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as settled)
    select settled, (
      select xact from audit_event where xact >= ${from} and xact < settled order by xact offset ${spanEvents} limit 1
    ) as full from bound`;
  const settled = found?.settled ?? from;
  if (found?.full == null) return { to: settled, settled };
  // What one transaction wrote is never divided.
  return { to: found.full > from ? found.full : from + 1n, settled };
}
