import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { requireDocument } from "#lib/policies/check-document.ts";
import { toBacktest } from "./internal.ts";
import { StartBacktest, type Backtest } from "./schemas.ts";

const maxWaiting = 5;
/** What a backtest found is kept this long. */
const keptDays = 30;
const dayMs = 86_400_000;

/**
 * Has the worker judge the calls of the last days by a policy that is not in force. Stored arguments are looked at only for
 * those who may read payloads, and that they are is recorded once. Throws `invalid` where the policy cannot be used,
 * `conflict` where too many wait already.
 */
export async function startBacktest(context: ServiceContext, input: z.input<typeof StartBacktest>): Promise<Backtest> {
  requirePermission(context, "policies.read");
  requirePermission(context, "audit.read-all");
  const { days, ...given } = parseInput(StartBacktest, input);
  const document = requireDocument(given);
  const readsArguments = can(context.actor, "payloads.read");
  const author = nameActor(context.actor);
  const id = newId("bkt");
  const to = new Date();
  const from = new Date(to.getTime() - days * dayMs);
  return withTransaction(context, async (transaction) => {
    await transaction.backtest.deleteMany({ where: { finishedAt: { lt: new Date(to.getTime() - keptDays * dayMs) } } });
    const inserted = await transaction.$executeRaw`
      insert into backtest (id, document, days, "from", "to", author_id, author_name, reads_arguments)
      select ${id}, ${JSON.stringify(document)}::jsonb, ${days}, ${from}, ${to}, ${author.id}, ${author.name}, ${readsArguments}
      where (select count(*) from backtest where state in ('queued', 'running')) < ${maxWaiting}`;
    if (inserted === 0) {
      throw new AppError(
        "conflict",
        `${maxWaiting} backtests wait or run already. Cancel one, or wait for one to end.`,
      );
    }
    if (readsArguments) {
      await recordEvent(transaction, context, {
        type: "payload.viewed",
        status: "ok",
        reason: "The arguments of past calls are compared with the conditions of a policy.",
        attrs: { backtest: id, from, to },
      });
    }
    await recordEvent(transaction, context, {
      type: "policy.backtest-started",
      status: "started",
      attrs: { backtest: id, from, to, readsArguments },
    });
    return toBacktest(await transaction.backtest.findUniqueOrThrow({ where: { id } }));
  });
}
