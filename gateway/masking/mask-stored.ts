import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { baselineMasks } from "#lib/policies/mask-plans.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import { maskPayload, type MaskCounts } from "./mask-payload.ts";
import { noteMasked } from "./note-masked.ts";

type Sealing = Pick<Dependencies, "sealer">;

/** A request as it is stored, and the exchange's next event told what was masked; or why it may not be stored. */
export function maskStored(
  { sealer }: Sealing,
  exchange: Exchange,
  payload: CapturedPayload,
): CapturedPayload | Refusal {
  const plan = (exchange.masks ?? baselineMasks).storedRequest;
  const masked = maskPayload(payload, plan, createTokenizer(sealer.fingerprint));
  if (masked instanceof Refusal) return masked;
  noteMasked(exchange, ...(exchange.sentMasked ?? []), masked.counts);
  return masked.payload;
}

/**
 * An answer as it is stored. One that cannot be masked is stored without its body: it was given already, and what it
 * says must not be kept. `shown` is what was masked for the caller.
 */
export function maskStoredAnswer(
  { sealer }: Sealing,
  exchange: Exchange,
  payload: CapturedPayload,
  shown: MaskCounts,
): CapturedPayload {
  const plan = (exchange.masks ?? baselineMasks).storedResponse;
  const masked = maskPayload(payload, plan, createTokenizer(sealer.fingerprint));
  if (masked instanceof Refusal) {
    noteMasked(exchange, shown);
    exchange.attrs["masking.withheld"] = masked.code;
    return { ...payload, body: Buffer.alloc(0), truncated: true };
  }
  noteMasked(exchange, shown, masked.counts);
  return masked.payload;
}
