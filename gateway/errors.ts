/**
 * Every way a call can be refused: HTTP status, JSON-RPC code, public text, and how the ledger counts it. Own
 * JSON-RPC codes are positive; negative ones have the meaning that JSON-RPC 2.0 or MCP gave them.
 */
const refusals = {
  malformed_request: [400, -32600, "failed", "The request is not valid HTTP, or not the HTTP that this gateway takes."],
  ambiguous_framing: [400, -32600, "failed", "The request says in more than one way where its body ends."],
  ambiguous_path: [
    400,
    -32600,
    "failed",
    "The path has dot segments, empty segments, or encoded slashes or dots. Send it in its plain form.",
  ],
  body_not_allowed: [400, -32600, "failed", "GET and HEAD requests must not have a body."],
  query_not_allowed: [
    400,
    -32600,
    "failed",
    "This address takes no query. Put fixed parameters into the connection's base URL.",
  ],
  method_not_allowed: [405, -32600, "failed", "This address does not take that HTTP method."],
  origin_refused: [403, 403, "denied", "Requests from web pages of other origins are refused."],
  host_refused: [403, 403, "denied", "This gateway goes by another name. Use the address that its admins gave out."],
  too_many_headers: [431, -32600, "failed", "The request has more than 100 headers."],
  body_too_large: [413, -32600, "failed", "The body is larger than 10 MB."],
  body_incomplete: [400, -32600, "failed", "The body ended early."],
  unauthenticated: [401, 401, "denied", "Send an access token or a gateway key."],
  invalid_token: [401, 401, "denied", "The access token or gateway key is not valid here. Get a new one."],
  identity_disabled: [403, 403, "denied", "Calls of this caller are refused. Ask an admin of this gateway."],
  rate_limited: [429, 429, "denied", "Too many calls in a short time. Try again later."],
  too_many_calls: [429, 429, "denied", "Too many calls at once. Wait until one of them has ended."],
  insufficient_scope: [403, 403, "denied", "The access token lacks a scope that this gateway asks for."],
  identity_provider_unavailable: [
    503,
    503,
    "failed",
    "Access tokens cannot be checked now, because the identity provider does not answer. Try again shortly.",
  ],
  unknown_connection: [404, 404, "denied", "There is no such connection, or you may not use it."],
  unknown_session: [404, 404, "denied", "There is no such session of yours. Initialize again."],
  unsupported_content_type: [415, -32600, "failed", "Send the message as application/json in UTF-8."],
  unsupported_content_encoding: [415, -32600, "failed", "The body is compressed in a way that cannot be inspected."],
  invalid_json: [400, -32700, "failed", "The body is not valid JSON in UTF-8."],
  duplicate_keys: [400, -32600, "failed", "An object in the body has the same key twice."],
  batch_refused: [400, -32600, "failed", "Batches are not taken. Send one JSON-RPC message per request."],
  invalid_message: [400, -32600, "failed", "The body is not one JSON-RPC 2.0 message."],
  header_mismatch: [400, -32020, "failed", "A header does not say what the message says."],
  invalid_params: [400, -32602, "failed", "The parameters do not name what to call."],
  inexact_number: [
    400,
    -32602,
    "failed",
    "A call that needs approval must not have numbers beyond double precision. Send them as strings.",
  ],
  denied_by_policy: [403, 403, "denied", "The policy does not allow this call."],
  denied_by_approver: [403, 403, "denied", "The call was denied."],
  hold_expired: [
    403,
    403,
    "denied",
    "Nobody approved the call in time. It has not run. Send it again to ask anew, if it is still needed.",
  ],
  hold_cancelled: [403, 403, "denied", "The hold on this call was cancelled."],
  hold_pending: [409, 409, "failed", "The call waits for approval."],
  unknown_hold: [404, 404, "denied", "There is no such held call of yours."],
  unknown_task: [404, -32602, "failed", "There is no such task of yours."],
  tasks_not_declared: [400, -32021, "failed", "Declare the extension io.modelcontextprotocol/tasks on this request."],
  approval_outdated: [
    403,
    403,
    "denied",
    "The policy has changed, and asks for another approval than the one this call got. Send it again to ask for it.",
  ],
  tool_changed: [
    403,
    403,
    "denied",
    "The tool is not what it was when people approved this call: its description or schema has changed. " +
      "Send it again to ask anew.",
  ],
  edit_failed: [
    409,
    409,
    "failed",
    "This call was approved with other arguments than it came with, and could not be put together with them. Nothing was " +
      "sent. Send it again to ask anew.",
  ],
  hold_unknown: [
    409,
    409,
    "failed",
    "The identical call was approved and sent, and its outcome was never seen. It may have run, so it is not sent again " +
      "now. Check what it was to change, or ask a person.",
  ],
  hold_failed: [
    409,
    409,
    "failed",
    "The identical call was approved, and failed before there was an answer. Send it again to ask for approval anew.",
  ],
  answer_not_kept: [
    409,
    409,
    "failed",
    "The identical call was approved and has run. Its answer was not kept, and it is not run again now.",
  ],
  hold_running: [409, 409, "failed", "The identical call was approved and another request of yours is running it."],
  masking_failed: [
    502,
    502,
    "failed",
    "What the policy masks here could not be masked, so nothing of it was passed on. Ask an admin.",
  ],
  masking_refused: [403, 403, "denied", "The policy does not let such a value pass."],
  ledger_unavailable: [
    503,
    503,
    "failed",
    "The audit trail cannot be written, so the call was not forwarded. Try again shortly.",
  ],
  outcome_not_recorded: [
    503,
    503,
    "failed",
    "The upstream was called, but the outcome could not be recorded. Check what happened before trying again.",
  ],
  not_ready: [503, 503, "failed", "The gateway has no configuration yet. Try again shortly."],
  upstream_unreachable: [502, 502, "failed", "The upstream could not be reached. Nothing was sent to it."],
  upstream_failed: [502, 502, "failed", "The upstream broke off before it answered. It may have acted on the call."],
  upstream_timeout: [504, 504, "failed", "The upstream did not answer in time. It may have acted on the call."],
  upstream_unauthorized: [
    502,
    502,
    "failed",
    "The upstream refused the credential that is stored for this connection. Ask an admin to renew it.",
  ],
  upstream_forbidden: [
    502,
    502,
    "failed",
    "The gateway may not connect to the upstream's address. Ask an admin to check the connection.",
  ],
  upstream_credential_unavailable: [
    502,
    502,
    "failed",
    "The credential for the upstream could not be had. Ask an admin to check that of this connection.",
  ],
  caller_gone: [499, 499, "failed", "The caller closed the connection."],
  internal: [500, -32603, "failed", "Something went wrong in the gateway. Its log has the details."],
} as const satisfies Record<string, readonly [number, number, "denied" | "failed", string]>;

export type RefusalCode = keyof typeof refusals;

/** What a caller may go by whose call waits for people. */
export type PendingApproval = {
  id: string;
  status: "pending";
  url: string;
  expiresAt: string;
  retryAfterMs: number;
  statusUrl?: string;
};

/** Why a stage does not let a call go on: a value, not an exception. `detail` replaces the table's public text. */
export class Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly httpStatus: number;
  readonly rpcCode: number;
  readonly status: "denied" | "failed";
  readonly approval: PendingApproval | undefined;
  /** When the caller may try again. */
  retryAfterS: number | undefined;

  constructor(code: RefusalCode, detail?: string, approval?: PendingApproval) {
    const [httpStatus, rpcCode, status, message] = refusals[code];
    this.code = code;
    this.message = detail ?? message;
    this.httpStatus = httpStatus;
    this.rpcCode = rpcCode;
    this.status = status;
    this.approval = approval;
  }

  /** The same, with a word on when to try again. */
  retryIn(seconds: number): this {
    this.retryAfterS = seconds;
    return this;
  }
}
