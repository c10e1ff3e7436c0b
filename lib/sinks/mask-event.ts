import type { AuditEvent } from "#lib/ledger/events.ts";
import { maskBody } from "#lib/masking/mask-body.ts";
import type { MaskPlan } from "#lib/masking/mask-plan.ts";
import type { Tokenizer } from "#lib/masking/tokenizer.ts";

/**
 * An event as a sink may have it: `write` says it in the sink's form, and that is masked. One that cannot be masked, or
 * that a rule refuses, is delivered all the same, with only what was decided and how it ended.
 */
export function maskEvent<E extends AuditEvent>(
  event: E,
  plan: MaskPlan,
  tokenize: Tokenizer,
  write: (event: E) => string,
): string {
  const written = write(event);
  const masked = maskBody(Buffer.from(written), "application/json", plan, tokenize);
  if (masked.ok) return masked.counts.size === 0 ? written : masked.body.toString();
  return write(withoutTexts(event, masked.problem));
}

function withoutTexts<E extends AuditEvent>(event: E, problem: "refused" | "failed"): E {
  return {
    ...event,
    userId: null,
    userName: null,
    agent: null,
    operation: null,
    tool: null,
    approver: null,
    reason: null,
    clientIp: null,
    attrs: { "masking.withheld": `masking_${problem}` },
  };
}
