import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { claim, type Released } from "./claim.ts";
import { defer } from "./defer.ts";
import type { Exchange } from "./exchange.ts";
import { isGranted } from "./is-granted.ts";
import type { HeldCall } from "./held-call.ts";
import { hold } from "./hold.ts";
import { replay, type Replay } from "./outcome.ts";

/**
 * The stages between a decision to hold and the run: hold, then claim. Returns what to run and where,
 * which for a call that a standing grant covers is at once, or `answered` where its caller has got an answer without a run of this request.
 */
export async function awaitApproval(
  dependencies: Dependencies,
  exchange: Exchange,
  held: HeldCall,
): Promise<Released | Refusal | "answered"> {
  if (await isGranted(dependencies, exchange, held)) {
    return { connection: held.routed, accepted: held.accepted, call: held.call };
  }
  const outcome = await hold(dependencies, exchange, held);
  if (outcome instanceof Refusal) return outcome;
  if ("answer" in outcome) return answered(dependencies, exchange, outcome);
  if ("deferred" in outcome) {
    defer(dependencies, exchange, outcome);
    return "answered";
  }
  const { accepted, caller, call, routed } = held;
  const claimed = await claim(dependencies, exchange, accepted, caller, call, routed, outcome);
  if (claimed instanceof Refusal || !("answer" in claimed)) return claimed;
  return answered(dependencies, exchange, claimed);
}

async function answered(dependencies: Dependencies, exchange: Exchange, stored: Replay): Promise<"answered"> {
  await replay(dependencies, exchange, stored);
  return "answered";
}
