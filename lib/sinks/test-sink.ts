import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { loadTarget } from "./internal.ts";
import { NameSink } from "./schemas.ts";
import type { SendResult } from "./sink-driver.ts";

const deadlineMs = 15_000;

/** `answer`: what the sink made of it, in words. `eventId`: by which to find it there. */
export type SinkTest = { accepted: boolean; answer: string; eventId: string };

/**
 * Sends one event to the sink, at once and past its filter, and says what it answered. Throws `not_found`, and `invalid`
 * where the sink's key cannot be opened.
 */
export async function testSink(context: ServiceContext, input: z.input<typeof NameSink>): Promise<SinkTest> {
  requirePermission(context, "sinks.write");
  const { id } = parseInput(NameSink, input);
  const target = await loadTarget(context, id);
  const { driver, settings, name } = target;
  const event = newEvent({
    type: "sink.tested",
    status: "ok",
    agent: nameActor(context.actor).name,
    reason: "This is a test event.",
    attrs: { test: true, sinkId: id },
  });
  const written = { id: event.id, at: event.at, text: driver.write(event, new Date(), settings) };
  const result = await driver.send(target, [written], AbortSignal.timeout(deadlineMs));
  const test: SinkTest = {
    accepted: result.outcome === "accepted",
    answer: wordsOf(result),
    eventId: event.id,
  };
  await withTransaction(context, (transaction) =>
    recordEvent(transaction, context, {
      type: "sink.tested",
      status: test.accepted ? "ok" : "failed",
      reason: test.accepted ? null : test.answer,
      attrs: { sinkId: id, sink: name, testEventId: event.id },
    }),
  );
  return test;
}

function wordsOf(result: SendResult): string {
  if (result.outcome === "accepted") return "The sink has taken the event.";
  if (result.outcome === "partly") return result.refused[0]?.error ?? result.error;
  return result.error;
}
