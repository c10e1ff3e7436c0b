import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { switchSink } from "./internal.ts";
import type { NameSink } from "./schemas.ts";

/** Stops shipping to the sink; the ledger keeps what it will get later. Throws `not_found`, `conflict` where it is paused. */
export async function pauseSink(context: ServiceContext, input: z.input<typeof NameSink>): Promise<{ id: string }> {
  requirePermission(context, "sinks.write");
  return switchSink(context, input, { enabled: false, type: "sink.paused" });
}
