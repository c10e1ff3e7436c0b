import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { can } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { RevokeApiKey } from "./schemas.ts";

/**
 * Ends an API key for good; the next request with it is refused. Everybody may end their own, administrators all. Throws
 * `not_found` for others' keys, `conflict` if it was revoked before.
 */
export async function revokeApiKey(
  context: ServiceContext,
  input: z.input<typeof RevokeApiKey>,
): Promise<{ name: string }> {
  const { id } = parseInput(RevokeApiKey, input);
  const { actor } = context;
  const reach = can(actor, "api-keys.write") ? {} : { userId: actor.kind === "person" ? actor.id : "" };
  return withTransaction(context, async (transaction) => {
    const { count } = await transaction.apiKey.updateMany({
      where: { id, ...reach, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    const row = await transaction.apiKey.findFirst({ where: { id, ...reach }, select: { name: true, hint: true } });
    if (!row) throw new AppError("not_found", "There is no such key, or it is not yours to revoke. Reload the list.");
    if (count === 0) throw new AppError("conflict", "This key is revoked already. Reload the list.");
    await recordEvent(transaction, context, {
      type: "api-key.revoked",
      status: "ok",
      attrs: { keyId: id, hint: row.hint, name: row.name },
    });
    return { name: row.name };
  });
}
