import { AppError } from "#lib/core/errors.ts";
import { compileMaskPlan } from "#lib/masking/mask-plan.ts";
import { driverOf } from "./drivers.ts";
import type { SinkKind, SinkSettings } from "./schemas.ts";

/** Throws `invalid`, with what is wrong with each field, where a sink of this kind cannot work with what it is given. */
export function checkSink(sink: { kind: SinkKind; url: string; apiKey: string; settings: SinkSettings }): void {
  const { kind, ...target } = sink;
  const fields = { ...driverOf(kind).problems(target), ...maskProblems(sink.settings) };
  if (Object.keys(fields).length === 0) return;
  throw new AppError("invalid", "The sink cannot work like this. Correct the marked fields and try again.", { fields });
}

function maskProblems({ masks = [] }: SinkSettings): Record<string, string> {
  try {
    compileMaskPlan(masks);
    return {};
  } catch (error) {
    return { "settings.masks": error instanceof Error ? error.message : "A mask cannot be used." };
  }
}
