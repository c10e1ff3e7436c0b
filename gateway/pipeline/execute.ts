import { keepLease } from "#lib/holds/keep-lease.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal, type RefusalCode } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import { bindOpenedSession } from "../mcp/admit-message.ts";
import { editOfAnswer, withEditHeader } from "../holds/tell-edit.ts";
import { discoverEdit } from "../mcp/tasks/discover-tasks.ts";
import { listEdit } from "../mcp/visible-lists.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Accepted } from "./accept.ts";
import { answer } from "./answer.ts";
import { uploadOf, type Call } from "./call.ts";
import { elapsedMs, type Exchange } from "./exchange.ts";
import { forward } from "./forward.ts";
import { recordFinish } from "./record-finish.ts";
import { recordStart } from "./record-start.ts";
import { reply } from "./refuse.ts";
import { upstreamSignal } from "./upstream-signal.ts";
import { whileWritable } from "./while-writable.ts";

/** Runs a call that may run: from the record of its start to the record of its finish, its lease kept meanwhile. */
export function execute(
  dependencies: Dependencies,
  exchange: Exchange,
  accepted: Accepted,
  connection: LiveConnection,
  caller: Caller,
  call: Call,
): Promise<Refusal | undefined> {
  const stopRenewing = keepExecution(dependencies, exchange);
  return run(dependencies, exchange, accepted, connection, caller, call).finally(stopRenewing);
}

/** An approved call may take longer than the lease of its claim, which must not look like a gateway that died. */
function keepExecution({ pool, logger }: Dependencies, { execution }: Exchange): () => void {
  if (execution === null) return () => {};
  return keepLease(
    pool,
    { id: execution.holdId, fence: execution.fence },
    { onError: (error) => logger.warn({ err: error, holdId: execution.holdId }, "a lease could not be renewed") },
  );
}

async function run(
  dependencies: Dependencies,
  exchange: Exchange,
  accepted: Accepted,
  connection: LiveConnection,
  caller: Caller,
  call: Call,
): Promise<Refusal | undefined> {
  const notStarted = await whileWritable(dependencies, () => recordStart(dependencies, exchange, call));
  if (notStarted) return notStarted;

  const signal = upstreamSignal(dependencies, exchange, call);
  const sentAt = performance.now();
  const answered = await forward(connection, accepted, call, {
    signal,
    mayRepeat: exchange.execution === null && uploadOf(call) === null,
  });
  if (answered instanceof Refusal) return endWithoutAnswer(dependencies, exchange, answered, sentAt);
  const notBound = await whileWritable(dependencies, () =>
    bindOpenedSession(dependencies, connection, caller, call, answered),
  );
  if (notBound) {
    answered.body.abandon();
    return endWithoutAnswer(dependencies, exchange, notBound, sentAt);
  }
  const { current } = dependencies.snapshot;
  const { edited } = exchange;
  exchange.edit = edited
    ? editOfAnswer(edited, call)
    : current && (listEdit(current, connection, caller, call) ?? discoverEdit(current, connection, call));
  const told = edited ? withEditHeader(answered, edited, call) : answered;
  const broken = await answer(dependencies, exchange, call, told, signal);
  if (broken) reply(dependencies, exchange, broken);
  return undefined;
}

/** The upstream has not acted on the call. */
const knownFailures: ReadonlySet<RefusalCode> = new Set([
  "upstream_unreachable",
  "upstream_unauthorized",
  "upstream_forbidden",
  "upstream_credential_unavailable",
]);

/** A call that was started ends with `call.finished`, also where the upstream gave no answer to pass on. */
async function endWithoutAnswer(
  dependencies: Dependencies,
  exchange: Exchange,
  failure: Refusal,
  sentAt: number,
): Promise<undefined> {
  const known = knownFailures.has(failure.code);
  await recordFinish(dependencies, exchange, {
    status: known ? "failed" : failure.code === "caller_gone" ? "cancelled" : "unknown",
    errorCode: failure.code,
    httpStatus: failure.httpStatus,
    upstreamMs: elapsedMs(sentAt),
    payload: null,
  }).catch((error: unknown) => dependencies.logger.error({ err: error }, "an ending could not be recorded"));
  reply(dependencies, exchange, failure);
}
