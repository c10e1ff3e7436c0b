import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { mayReadRequest, ringHold, visibleTo } from "./internal.ts";
import { CommentHold } from "./schemas.ts";

const most = 200;

/**
 * Says something about a held call without deciding it: for those who may read what it says, also when it is over. The agent
 * is not told. Throws `forbidden`, `invalid`, `not_found`, or `conflict` where there are too many.
 */
export async function commentHold(context: ServiceContext, input: unknown): Promise<{ id: string }> {
  requirePermission(context, "holds.decide");
  const person = requirePerson(context);
  const { holdId, text } = parseInput(CommentHold, input);
  return withTransaction(context, async (transaction) => {
    const hold = await transaction.hold.findFirst({ where: { AND: [{ id: holdId }, visibleTo(person)] } });
    if (!hold) throw new AppError("not_found", "There is no such call, or it is not yours to see.");
    if (!mayReadRequest(person, hold)) {
      throw new AppError("forbidden", "Those who decide this call comment on it, and the one who asked for it.");
    }
    const id = newId("cmt");
    await transaction.$executeRaw`select id from hold where id = ${holdId} for update`;
    const added = await transaction.$executeRaw`
      insert into hold_comment (id, hold_id, user_id, user_name, text, created_at)
      select ${id}, ${holdId}, ${person.subject}, ${person.email}, ${text}, clock_timestamp()
      where (select count(*) from hold_comment where hold_id = ${holdId}) < ${most}`;
    if (added === 0) throw new AppError("conflict", `There are ${most} comments already. Talk about it elsewhere.`);
    await ringHold(transaction, holdId, hold.state, { again: true });
    await recordEvent(transaction, context, {
      type: "hold.commented",
      status: "ok",
      callId: hold.callId,
      holdId,
      connection: hold.connection,
      kind: hold.kind === "mcp" ? "mcp" : "http",
      operation: hold.operation,
      tool: hold.tool,
      rule: hold.rule,
      reason: text,
      attrs: { commentId: id },
    });
    return { id };
  });
}
