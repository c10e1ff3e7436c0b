import type { Decision } from "#lib/policies/decision.ts";
import type { Caller } from "../identity/caller.ts";
import { noteMessage, noteTrace } from "../mcp/note-message.ts";
import { uploadOf, type Call } from "./call.ts";
import type { Exchange } from "./exchange.ts";

/** More than that is not recorded; explaining a past call then says that its groups are not known. */
const maxGroups = 32;

/** What the ledger is told of who calls. */
export function noteCaller({ facts, attrs }: Exchange, caller: Caller): void {
  facts.userId = caller.userId;
  facts.userName = caller.userName;
  facts.agent = caller.agent;
  attrs["auth.method"] = caller.auth;
  attrs["auth.caller_id"] = caller.callerId;
  if (caller.issuer !== null) attrs["auth.issuer"] = caller.issuer;
  if (caller.actors.length > 0) attrs["auth.actors"] = caller.actors;
  if (caller.groups.length <= maxGroups) attrs["auth.groups"] = caller.groups;
}

/** What the ledger is told of what is called. */
export function noteCall(exchange: Exchange, call: Call): void {
  const { facts } = exchange;
  exchange.call = call;
  facts.operation = call.operation.slice(0, 500);
  facts.tool = call.tool;
  const upload = uploadOf(call);
  facts.requestBytes = upload ? upload.length : call.body.length;
  noteTrace(exchange, call);
  if (call.kind === "mcp") noteMessage(exchange, call);
}

/** What the ledger is told of what policy said. */
export function noteDecision({ facts, attrs }: Exchange, decision: Decision): void {
  facts.decision = decision.effect;
  facts.rule = decision.rule;
  facts.policyVersion = decision.policyVersion;
  if (decision.matched.length > 0) attrs["holdpoint.rules"] = decision.matched;
  if (decision.errors.length > 0) attrs["holdpoint.rule_errors"] = decision.errors;
  if (decision.observed.length > 0) attrs["holdpoint.observed"] = decision.observed;
}
