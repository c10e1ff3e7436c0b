import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { EnableIdentity } from "./schemas.ts";

/** Lets a disabled person or agent call again, as far as keys, groups and policy allow. Throws `not_found` for others. */
export async function enableIdentity(
  context: ServiceContext,
  input: z.input<typeof EnableIdentity>,
): Promise<{ identity: string }> {
  requirePermission(context, "gateway-keys.write");
  const { identity } = parseInput(EnableIdentity, input);
  return withTransaction(context, async (transaction) => {
    const { count } = await transaction.disabledIdentity.deleteMany({ where: { identity } });
    if (count === 0) throw new AppError("not_found", "Its calls are not refused. Reload the list.");
    await compileSnapshot(transaction);
    await recordEvent(transaction, context, { type: "identity.enabled", status: "ok", attrs: { identity } });
    return { identity };
  });
}
