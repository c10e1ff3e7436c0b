import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { DisableIdentity } from "./schemas.ts";

/**
 * The kill switch: gateways refuse the calls of this person or agent within a second and end those that are open. Throws
 * `conflict` where it is thrown already.
 */
export async function disableIdentity(
  context: ServiceContext,
  input: z.input<typeof DisableIdentity>,
): Promise<{ identity: string }> {
  requirePermission(context, "gateway-keys.write");
  const { identity, reason } = parseInput(DisableIdentity, input);
  const disabledByName = nameActor(context.actor).name;
  return withTransaction(context, async (transaction) => {
    const { count } = await transaction.disabledIdentity.createMany({
      data: [{ identity, reason, disabledByName }],
      skipDuplicates: true,
    });
    if (count === 0) throw new AppError("conflict", "Its calls are refused already. Reload the list.");
    await compileSnapshot(transaction);
    await recordEvent(transaction, context, { type: "identity.disabled", status: "ok", reason, attrs: { identity } });
    return { identity };
  });
}
