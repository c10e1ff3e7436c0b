import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { RevokeGatewayKey } from "./schemas.ts";

/** Ends a key for good; gateways refuse it within a second. Throws `conflict` if it was revoked before. */
export async function revokeGatewayKey(
  context: ServiceContext,
  input: z.input<typeof RevokeGatewayKey>,
): Promise<{ agent: string }> {
  requirePermission(context, "gateway-keys.write");
  const { id } = parseInput(RevokeGatewayKey, input);
  return withTransaction(context, async (transaction) => {
    const { count } = await transaction.gatewayKey.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    const row = await transaction.gatewayKey.findUnique({ where: { id }, select: { agent: true, hint: true } });
    if (!row) throw new AppError("not_found", "There is no such key. Reload the list.");
    if (count === 0) throw new AppError("conflict", "This key is revoked already. Reload the list.");
    await compileSnapshot(transaction);
    await recordEvent(transaction, context, {
      type: "gateway-key.revoked",
      status: "ok",
      attrs: { keyId: id, hint: row.hint, agent: row.agent },
    });
    return { agent: row.agent };
  });
}
