import type { Decision } from "#lib/policies/decision.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Accepted } from "./accept.ts";
import type { Call } from "./call.ts";
import { claim } from "./claim.ts";
import type { Exchange } from "./exchange.ts";
import { hold } from "./hold.ts";
import { replay } from "./outcome.ts";

export type HeldCall = {
  accepted: Accepted;
  caller: Caller;
  routed: LiveConnection;
  call: Call;
  decision: Decision;
};

/**
 * The stages between a decision to hold and the run: hold, then claim. Returns the connection to run the approved call
 * on, or `answered` where its caller has got an answer without a run of this request.
 */
export async function awaitApproval(
  dependencies: Dependencies,
  exchange: Exchange,
  { accepted, caller, routed, call, decision }: HeldCall,
): Promise<LiveConnection | Refusal | "answered"> {
  const held = await hold(dependencies, exchange, routed, caller, call, decision);
  if (held instanceof Refusal) return held;
  if ("answer" in held) return answered(replay(dependencies, exchange, held));
  const claimed = await claim(dependencies, exchange, accepted, caller, call, routed, held);
  if (claimed instanceof Refusal || !("answer" in claimed)) return claimed;
  return answered(replay(dependencies, exchange, claimed));
}

async function answered(answering: Promise<unknown>): Promise<"answered"> {
  await answering;
  return "answered";
}
