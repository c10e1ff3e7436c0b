import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { withTransaction, type Person, type ServiceContext } from "#lib/core/context.ts";
import { ringHold, visibleTo } from "./internal.ts";
import { orRecordRefusal } from "./or-record-refusal.ts";
import { recordVerdict } from "./record-verdict.ts";
import { BreakGlass } from "./schemas.ts";

/**
 * One person of a rule's break-glass groups releases a held call alone: pending → approved, whatever approvals are
 * missing. Never their own call. The hold stands out until somebody else has reviewed it.
 * Throws `forbidden`, `invalid`, `not_found` or `conflict`.
 */
export async function breakGlass(context: ServiceContext, input: unknown): Promise<{ state: "approved" }> {
  requirePermission(context, "holds.decide");
  const person = requirePerson(context);
  return orRecordRefusal(context, { input, what: "break-glass" }, () =>
    release(context, person, parseInput(BreakGlass, input)),
  );
}

async function release(
  context: ServiceContext,
  person: Person,
  { holdId, requestDigest, reason }: BreakGlass,
): Promise<{ state: "approved" }> {
  return withTransaction(context, async (transaction) => {
    const released = await transaction.$executeRaw`
      update hold set state = 'approved', decided_at = clock_timestamp(), broke_glass = true
      where id = ${holdId} and state = 'pending' and expires_at > clock_timestamp()
        and request_digest = ${requestDigest} and user_id is distinct from ${person.subject}
        and not (${person.subject} = any(coalesce(excluded, '{}')))
        and terms->'breakGlass' ?| ${person.groups}::text[]`;
    const hold = await transaction.hold.findFirst({ where: { AND: [{ id: holdId }, visibleTo(person)] } });
    if (!hold) throw new AppError("not_found", "There is no such call, or it is not yours to see.");
    if (released === 0) throw refusal(hold.state);
    // Who approved before keeps their vote; who breaks the glass decides.
    await transaction.$executeRaw`
      insert into approval (id, hold_id, verdict, user_id, user_name, reason, created_at)
      values (${newId("apr")}, ${holdId}, 'approved', ${person.subject}, ${person.email}, ${reason}, clock_timestamp())
      on conflict (hold_id, user_id) do update
        set reason = excluded.reason, created_at = excluded.created_at`;
    await ringHold(transaction, holdId, "approved");
    await recordVerdict(transaction, context, person, hold, { type: "hold.broke-glass", reason });
    return { state: "approved" };
  });
}

function refusal(state: string): AppError {
  return state === "pending"
    ? new AppError(
        "forbidden",
        "You may not release this call alone: its rule does not let you, it is your own, or its time is up.",
      )
    : new AppError("conflict", `This call is ${state} already. There is nothing to release.`);
}
