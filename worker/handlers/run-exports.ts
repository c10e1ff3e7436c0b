import { runExport } from "#lib/exports/run-export.ts";
import { runSchedule } from "#lib/export-schedules/run-schedule.ts";
import type { Services } from "#worker/services.ts";

export async function handleRunExports(_payload: unknown, { context, logger, stopping }: Services): Promise<void> {
  const means = { context, logger, signal: stopping };
  while (!stopping.aborted) {
    // In turns: a schedule that has much to catch up with keeps nobody waiting for long.
    const ran = [await runExport(means), await runSchedule(means)];
    if (!ran.includes(true)) return;
  }
}
