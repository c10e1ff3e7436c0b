import { timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { sha256Hex } from "#lib/crypto/request-digest.ts";
import { CompareSinkKey, SinkCredential } from "./schemas.ts";

/** Whether saving this key would change anything; for those who may replace it anyway. Throws `not_found`. */
export async function compareSinkKey(
  context: ServiceContext,
  input: z.input<typeof CompareSinkKey>,
): Promise<{ same: boolean }> {
  requirePermission(context, "sinks.write");
  const { id, apiKey } = parseInput(CompareSinkKey, input);
  const found = await context.database.sink.findUnique({ where: { id }, select: { credentialSealed: true } });
  if (!found) throw new AppError("not_found", "There is no such sink.");
  const opened: unknown = JSON.parse(context.sealer.open("credential", found.credentialSealed).toString("utf8"));
  const stored = SinkCredential.parse(opened).apiKey;
  return { same: timingSafeEqual(Buffer.from(sha256Hex(stored)), Buffer.from(sha256Hex(apiKey))) };
}
