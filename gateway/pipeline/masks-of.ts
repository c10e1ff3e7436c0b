import { maskPlans, streamMaskPlans, type MaskPlans } from "#lib/policies/mask-plans.ts";
import type { Decision } from "#lib/policies/decision.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import type { Call } from "./call.ts";

/** What is masked of a call, by the rules that decided on it. The stream of a session may bring answers to any call. */
export function masksOf({ policy }: LiveSnapshot, { slug }: LiveConnection, call: Call, decision: Decision): MaskPlans {
  const isSessionStream = call.kind === "mcp" && call.httpMethod === "GET";
  return isSessionStream ? streamMaskPlans(policy, slug) : maskPlans(policy, decision.masks);
}
