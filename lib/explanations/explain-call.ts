import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { ExplainCall, type Explanation } from "./schemas.ts";

/**
 * Judges one call, past or typed, and says of every rule whether it matches and why. Arguments of a past call are looked at
 * only for those who may read payloads, and that they are is recorded. Changes nothing else.
 */
export async function explainCall(context: ServiceContext, input: z.input<typeof ExplainCall>): Promise<Explanation> {
  requirePermission(context, "policies.read");
  parseInput(ExplainCall, input);
  throw new AppError("unavailable", "Explaining calls is not available yet.");
}
