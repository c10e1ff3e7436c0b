import type { Decision } from "#lib/policies/decision.ts";
import { evaluate } from "#lib/policies/evaluate.ts";
import type { Caller } from "../identity/caller.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import type { Call } from "./call.ts";
import { countedAs, policyCall } from "./policy-call.ts";

/**
 * What the policy in force says, and counts the call among those of its caller. Methods that it does not judge are allowed
 * to whoever may use the connection.
 */
export function decide(snapshot: LiveSnapshot, connection: LiveConnection, caller: Caller, call: Call): Decision {
  const decision = judge(snapshot, connection, caller, call);
  if (call.judged) snapshot.callerHistory?.note(caller.callerId, countedAs(connection, call), decision.effect);
  return decision;
}

/** As `decide`, for a call that was counted already. */
export function judge(snapshot: LiveSnapshot, connection: LiveConnection, caller: Caller, call: Call): Decision {
  if (!call.judged) {
    return {
      effect: "allow",
      rule: null,
      message: null,
      matched: [],
      errors: [],
      masks: [],
      observed: [],
      policyVersion: snapshot.policy.version,
      approval: null,
    };
  }
  return evaluate(snapshot.policy, policyCall(snapshot, connection, caller, call));
}
