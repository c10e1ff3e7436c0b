import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { toPublicError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { changeContent } from "./change-content.ts";
import { loadAccount, sinkRules } from "./internal.ts";
import { ApplyContent, type ContentChange } from "./schemas.ts";

/**
 * Writes Holdpoint's dashboard and monitors into a sink's account, or removes them, as a plan showed it. What was tried
 * is recorded whether Datadog let it or not. Throws as `planDatadogContent` does, and `conflict` for an outdated plan.
 */
export async function applyDatadogContent(
  context: ServiceContext,
  input: z.input<typeof ApplyContent>,
): Promise<{ changes: ContentChange[] }> {
  requirePermission(context, "sinks.write");
  const { sinkId, appKey, ...wanted } = parseInput(ApplyContent, input);
  const account = await loadAccount(context, { sinkId, appKey });
  const record = (status: "ok" | "failed", reason: string | null, changes: readonly ContentChange[]) =>
    withTransaction(context, (transaction) =>
      recordEvent(transaction, context, {
        type: wanted.remove ? "datadog.content-removed" : "datadog.content-installed",
        status,
        reason,
        attrs: {
          sinkId,
          sink: account.name,
          account: account.apiUrl,
          changes: changes.map(({ kind, key, change }) => ({ kind, key, change })),
        },
      }),
    );
  try {
    const changes = await changeContent(account, sinkRules, wanted);
    if (changes.length > 0) await record("ok", null, changes);
    return { changes };
  } catch (error) {
    await record("failed", toPublicError(error).message, []);
    throw error;
  }
}
