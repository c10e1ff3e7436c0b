import { evaluate } from "#lib/policies/evaluate.ts";
import type { Decision } from "#lib/policies/decision.ts";
import type { Caller } from "../identity/caller.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import type { Call } from "./call.ts";
import { policyCall } from "./policy-call.ts";

/** What the policy in force says. Methods that it does not judge are allowed to whoever may use the connection. */
export function decide(snapshot: LiveSnapshot, connection: LiveConnection, caller: Caller, call: Call): Decision {
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
