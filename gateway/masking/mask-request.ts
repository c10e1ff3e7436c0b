import type { Decision } from "#lib/policies/decision.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import type { Accepted } from "../pipeline/accept.ts";
import type { Call } from "../pipeline/call.ts";
import { judge } from "../pipeline/decide.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import { masksOf } from "../pipeline/masks-of.ts";
import { noteDecision } from "../pipeline/note-facts.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import { maskCall } from "./mask-call.ts";

type Judged = {
  current: LiveSnapshot;
  routed: LiveConnection;
  caller: Caller;
  accepted: Accepted;
  call: Call;
  decision: Decision;
};

/** Masks could bring other rules to match, with masks of their own; a policy that goes on so is not followed for ever. */
const maxRounds = 3;

/**
 * The request as it may go upstream, by the masks of the rules that decided on it, and what policy says of it then. From
 * here on the masked request is the call: it is what is judged, shown to those who approve, bound, stored and sent.
 */
export async function maskRequest(
  { sealer }: Pick<Dependencies, "sealer">,
  exchange: Exchange,
  { current, routed, caller, ...judged }: Judged,
): Promise<Pick<Judged, "accepted" | "call" | "decision"> | Refusal> {
  const tokenize = createTokenizer(sealer.fingerprint);
  let { accepted, call, decision } = judged;
  for (let round = 0; round < maxRounds; round++) {
    const plan = exchange.masks?.upstreamRequest;
    if (!plan) return { accepted, call, decision };
    const masked = await maskCall(accepted, call, plan, tokenize);
    if (masked instanceof Refusal) return masked;
    if (masked.call === call) return { accepted, call, decision };
    ({ accepted, call } = masked);
    exchange.target = accepted.target;
    exchange.call = call;
    exchange.sentMasked = [...(exchange.sentMasked ?? []), ...masked.counts];
    decision = judge(current, routed, caller, call);
    noteDecision(exchange, decision);
    exchange.masks = masksOf(current, routed, call, decision);
    if (decision.effect === "deny") return new Refusal("denied_by_policy", decision.message ?? undefined);
    if (exchange.masks.upstreamRequest === plan) return { accepted, call, decision };
  }
  return new Refusal("masking_refused", "What the policy masks of this request makes it another one each time.");
}

/** Whether the masks in force leave an approved request as people saw it. Others were perhaps published meanwhile. */
export async function isMaskedSo(
  { sealer }: Pick<Dependencies, "sealer">,
  exchange: Exchange,
  accepted: Accepted,
  call: Call,
): Promise<boolean> {
  const plan = exchange.masks?.upstreamRequest;
  if (!plan) return true;
  const masked = await maskCall(accepted, call, plan, createTokenizer(sealer.fingerprint));
  return !(masked instanceof Refusal) && masked.call === call;
}
