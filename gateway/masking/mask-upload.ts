import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { baselineMasks } from "#lib/policies/mask-plans.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Upload } from "../message/upload.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import { maskPayload } from "./mask-payload.ts";
import { noteMasked } from "./note-masked.ts";

/**
 * What is stored of a body that has passed unread. One that cannot be masked is stored without what it says: it is
 * upstream already.
 */
export async function maskStoredUpload(
  { sealer }: Pick<Dependencies, "sealer">,
  exchange: Exchange,
  upload: Upload,
): Promise<CapturedPayload> {
  const payload = await upload.finish(exchange.facts.callId);
  const plan = (exchange.masks ?? baselineMasks).storedRequest;
  const masked = maskPayload(payload, plan, createTokenizer(sealer.fingerprint));
  if (masked instanceof Refusal) {
    exchange.attrs["masking.withheld"] = masked.code;
    return { ...payload, body: Buffer.alloc(0), truncated: true };
  }
  if (masked.counts.size > 0) noteMasked(exchange, notedSoFar(exchange), masked.counts);
  return masked.payload;
}

/** What the answer's masks have told the event already. */
function notedSoFar({ attrs }: Exchange): Map<string, number> {
  const noted = new Map<string, number>();
  for (const entry of String(attrs["masking.by_kind"] ?? "").split(" ")) {
    const [kind = "", count] = entry.split(":");
    if (count !== undefined) noted.set(kind, Number(count));
  }
  return noted;
}
