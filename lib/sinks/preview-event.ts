import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { filterOf } from "./filter-event.ts";
import { loadTarget } from "./internal.ts";
import { maskEvent } from "./mask-event.ts";
import { planOf } from "./sink-masks.ts";
import { NameSink } from "./schemas.ts";

/** `isTaken`: whether the sink's filter lets this event through. */
export type EventPreview = { text: string; contentType: string; isTaken: boolean };

/**
 * What an approved call looks like as the sink gets it: an invented one, so that everybody who may see sinks may see it.
 * Throws `not_found`.
 */
export async function previewEvent(context: ServiceContext, input: z.input<typeof NameSink>): Promise<EventPreview> {
  requirePermission(context, "sinks.read");
  const { id } = parseInput(NameSink, input);
  const { driver, settings } = await loadTarget(context, id);
  const filter = filterOf({ driver, settings });
  const event = exampleEvent();
  const tokenize = createTokenizer(context.sealer.fingerprint);
  const text = maskEvent(filter.reduce(event), planOf(settings.masks ?? []), tokenize, (reduced) =>
    driver.write(reduced, new Date(), settings),
  );
  return { text, contentType: driver.contentType, isTaken: filter.takes(event) };
}

function exampleEvent() {
  return newEvent({
    type: "call.finished",
    status: "ok",
    callId: "call_example",
    holdId: "hold_example",
    userId: "alice",
    userName: "alice@example.com",
    agent: "deploy-bot",
    connection: "datadog",
    kind: "http",
    operation: "POST /api/v1/dashboard",
    decision: "hold",
    rule: "changes-need-a-human",
    policyVersion: 7,
    approver: "bob@example.com",
    reason: "CHG-4821",
    clientIp: "203.0.113.7",
    httpStatus: 200,
    durationMs: 412,
    upstreamMs: 398,
    holdMs: 87_600,
    requestBytes: 1_841,
    responseBytes: 2_210,
    attrs: { "user_agent.original": "deploy-bot/1.4" },
  });
}
