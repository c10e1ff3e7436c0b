import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { readEvent } from "#lib/ledger/read-event.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { pastCallSql, type PastCall } from "#lib/past-calls/past-call.ts";
import { readStoredRequest, type StoredRequest } from "#lib/past-calls/stored-request.ts";

/** The past call that an event or a call id names. Throws `not_found` where policy judged no such call. */
export async function findPastCall(
  context: ServiceContext,
  named: { eventId?: string | undefined; callId?: string | undefined },
): Promise<PastCall> {
  requirePermission(context, "audit.read-all");
  const callId = named.callId ?? (await readEvent(context, { id: named.eventId ?? "" })).event.callId;
  const [found] = await context.database.$queryRawUnsafe<PastCall[]>(
    `select ${pastCallSql.columns} from audit_event where call_id = $1 and ${pastCallSql.condition} order by at limit 1`,
    callId,
  );
  if (found) return found;
  throw new AppError("not_found", "Policy judged no such call: it was refused before, or needs no rule.");
}

/** The stored request of a past call, for those who may read payloads; that it was read is recorded first. */
export async function readPastRequest(context: ServiceContext, call: PastCall): Promise<StoredRequest | null> {
  if (!can(context.actor, "payloads.read")) return null;
  await withTransaction(context, (transaction) =>
    recordEvent(transaction, context, {
      type: "payload.viewed",
      status: "ok",
      callId: call.callId,
      connection: call.connection,
      reason: "The call was explained with its arguments.",
    }),
  );
  const stored = await context.database.auditPayload.findFirst({
    where: { callId: call.callId, direction: "request" },
    orderBy: { at: "asc" },
  });
  if (!stored) return null;
  const body = context.sealer.open("payload", stored.bodySealed);
  return readStoredRequest(call.kind, { body, truncated: stored.truncated });
}
