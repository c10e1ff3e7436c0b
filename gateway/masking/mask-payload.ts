import { maskBody } from "#lib/masking/mask-body.ts";
import type { MaskPlan } from "#lib/masking/mask-plan.ts";
import type { Tokenizer } from "#lib/masking/tokenizer.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { Refusal } from "../errors.ts";

export type MaskCounts = ReadonlyMap<string, number>;

/** A long answer is masked in many pieces, of which only the sums are kept. */
export function addCounts(sums: Map<string, number>, counts: MaskCounts): void {
  for (const [kind, count] of counts) sums.set(kind, (sums.get(kind) ?? 0) + count);
}

/** How much of the end of a body that was cut off can belong to a value whose other half is missing. */
const maxCutBytes = 4_096;
const delimiters = /[\s"'`,;&<>|]/;

/** The payload as it may be stored. Size and hash stay those of what was on the wire. */
export function maskPayload(
  payload: CapturedPayload,
  plan: MaskPlan,
  tokenize: Tokenizer,
): { payload: CapturedPayload; counts: MaskCounts } | Refusal {
  const body = payload.truncated ? withoutCutValue(payload.body) : payload.body;
  const masked = maskBody(body, payload.contentType, plan, tokenize);
  if (!masked.ok) return maskingRefusal(masked.problem, masked.kind);
  return { payload: { ...payload, body: masked.body }, counts: masked.counts };
}

export function maskingRefusal(problem: "refused" | "failed", kind: string | null): Refusal {
  return problem === "failed"
    ? new Refusal("masking_failed")
    : new Refusal("masking_refused", `The policy does not let a value of kind ${kind ?? "secret"} pass.`);
}

/** A secret that the capture's limit cut in two is no longer told by its form, so what may be its half is left out. */
function withoutCutValue(body: Buffer): Buffer {
  const from = Math.max(0, body.length - maxCutBytes);
  const tail = body.toString("latin1", from);
  for (let end = tail.length; end > 0; end--) {
    if (delimiters.test(tail[end - 1] ?? "")) return body.subarray(0, from + end);
  }
  return body.subarray(0, from);
}
