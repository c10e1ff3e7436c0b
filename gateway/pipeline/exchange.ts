import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlockList } from "node:net";
import { clientAddress } from "#lib/core/client-address.ts";
import { newId } from "#lib/core/ids.ts";
import { noFacts, type AuditEvent, type EventFacts } from "#lib/ledger/events.ts";
import type { MaskPlans } from "#lib/policies/mask-plans.ts";
import type { Target } from "./accept.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Call } from "./call.ts";
import type { MaskCounts } from "../masking/mask-payload.ts";
import type { EditNote } from "../holds/tell-edit.ts";
import { Cancellation } from "./cancellation.ts";
import type { MessageEdit } from "../mcp/visible-lists.ts";

/** An approved hold that this exchange has claimed and runs. */
export type Execution = { holdId: string; fence: number };

type Facts = EventFacts & { callId: string };

/** One HTTP request on its way, and what the stages have learned about it for the ledger. */
export type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  startedAt: number;
  /** Fires when the caller's connection ends before the answer did. */
  gone: Cancellation;
  /** Aborted where the caller may no longer call: what is under way is given up at once. */
  shutOut: Cancellation;
  /** The connection, where it says that the local spool may record what the ledger cannot. */
  spooled: LiveConnection | null;
  /** While it waits for people, when it can still be answered. */
  waits: boolean;
  facts: Facts;
  target: Target | null;
  call: Call | null;
  attrs: Record<string, string | number | boolean | null | undefined | readonly string[]>;
  execution: Execution | null;
  /** What is masked of this call; null until the policy was asked. */
  masks: MaskPlans | null;
  /** What was masked of the request before it may go upstream; null where nothing was. */
  sentMasked: MaskCounts[] | null;
  /** Set where a hold has begun the answer as an event stream, on which whatever follows must go. */
  openStream: { stop: () => void } | null;
  /** Set where a stage has recorded its refusal itself, together with what it changed. */
  refusalRecorded: boolean;
  /** Set where an approver has changed the arguments of the call that runs. */
  edited: EditNote | null;
  /** Changes the messages of the answer before they are recorded and sent; most answers have none. */
  edit: MessageEdit | undefined;
};

export function newExchange(request: IncomingMessage, response: ServerResponse, trustedProxies: BlockList): Exchange {
  const gone = new Cancellation();
  response.on("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  return {
    request,
    response,
    startedAt: performance.now(),
    gone,
    shutOut: new Cancellation(),
    spooled: null,
    waits: false,
    facts: { ...noFacts, callId: newId("call"), clientIp: clientAddressOf(request, trustedProxies) },
    attrs: {
      "http.request.method": request.method ?? "",
      "user_agent.original": request.headers["user-agent"]?.slice(0, 300) ?? null,
      "network.protocol.version": request.httpVersion,
    },
    edited: null,
    edit: undefined,
    target: null,
    call: null,
    execution: null,
    masks: null,
    sentMasked: null,
    openStream: null,
    refusalRecorded: false,
  };
}

function clientAddressOf({ headers, socket }: IncomingMessage, trustedProxies: BlockList): string | null {
  // Node joins repeated X-Forwarded-For headers in the order in which they came.
  const forwardedFor = headers["x-forwarded-for"];
  return clientAddress(socket.remoteAddress, Array.isArray(forwardedFor) ? null : forwardedFor, trustedProxies);
}

/** An event about this exchange with all that is known so far; `more` wins. */
export function exchangeEvent(
  exchange: Exchange,
  type: AuditEvent["type"],
  status: AuditEvent["status"],
  more: Partial<AuditEvent> = {},
): AuditEvent {
  const { facts } = exchange;
  // Written out: spreading objects into one another costs more than all else that is done for an event.
  const event: AuditEvent = {
    at: new Date(),
    id: newId("evt"),
    type,
    status,
    callId: facts.callId,
    holdId: facts.holdId,
    userId: facts.userId,
    userName: facts.userName,
    agent: facts.agent,
    connection: facts.connection,
    kind: facts.kind,
    operation: facts.operation,
    tool: facts.tool,
    decision: facts.decision,
    rule: facts.rule,
    policyVersion: facts.policyVersion,
    approver: facts.approver,
    reason: facts.reason,
    clientIp: facts.clientIp,
    httpStatus: facts.httpStatus,
    errorCode: facts.errorCode,
    durationMs: facts.durationMs,
    upstreamMs: facts.upstreamMs,
    holdMs: facts.holdMs,
    requestBytes: facts.requestBytes,
    responseBytes: facts.responseBytes,
    attrs: exchange.attrs,
  };
  Object.assign(event, more);
  event.attrs = { ...exchange.attrs, ...more.attrs };
  return event;
}

export function elapsedMs(since: number): number {
  return Math.round(performance.now() - since);
}
