import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { DiscardDraft } from "./schemas.ts";

/** Throws the shared draft away. Throws `conflict` where it was saved since `revision`, or is gone. */
export async function discardDraft(context: ServiceContext, input: z.input<typeof DiscardDraft>): Promise<void> {
  requirePermission(context, "policies.write");
  const { revision } = parseInput(DiscardDraft, input);
  await withTransaction(context, async (transaction) => {
    const { count } = await transaction.policyDraft.deleteMany({ where: { revision } });
    if (count === 0) throw new AppError("conflict", "The draft was changed meanwhile, or is gone. Reload the page.");
    await recordEvent(transaction, context, { type: "policy.draft-discarded", status: "ok", attrs: { revision } });
  });
}
