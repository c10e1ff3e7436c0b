import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";

/** How old the oldest event is that each sink in use has not delivered, in ms; 0 where nothing waits. Throws `forbidden`. */
export async function readSinkLags(context: ServiceContext): Promise<{ id: string; name: string; lagMs: number }[]> {
  requirePermission(context, "sinks.read");
  return context.database.$queryRaw`
    select sink.id, sink.name, coalesce(greatest(0, extract(epoch from now() - waiting.at) * 1000), 0)::float8 as "lagMs"
    from sink left join lateral (
      select at from audit_event
      where (xact, at, audit_event.id) > (position_xact, coalesce(position_at, '-infinity'), coalesce(position_id, ''))
      order by xact, at, audit_event.id limit 1) waiting on true
    where enabled order by sink.name`;
}
