import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { switchSink } from "./internal.ts";
import type { NameSink } from "./schemas.ts";

/** Goes on shipping from where the sink was paused. Throws `not_found`, `conflict` where it is not paused. */
export async function resumeSink(context: ServiceContext, input: z.input<typeof NameSink>): Promise<{ id: string }> {
  requirePermission(context, "sinks.write");
  return switchSink(context, input, { enabled: true, type: "sink.resumed" });
}
