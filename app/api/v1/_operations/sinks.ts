import { z } from "zod";
import { compareSinkKey } from "#lib/sinks/compare-sink-key.ts";
import { cancelBackfill } from "#lib/sinks/cancel-backfill.ts";
import { createSink } from "#lib/sinks/create-sink.ts";
import { listSinks } from "#lib/sinks/list-sinks.ts";
import { pauseSink } from "#lib/sinks/pause-sink.ts";
import { previewEvent } from "#lib/sinks/preview-event.ts";
import { readSinkHistory } from "#lib/sinks/read-sink-history.ts";
import { replayDeadLetters } from "#lib/sinks/replay-dead-letters.ts";
import { resumeSink } from "#lib/sinks/resume-sink.ts";
import {
  CompareSinkKey,
  CreateSink,
  ReplayDeadLetters,
  SinkKind,
  SinkSettings,
  UpdateSink,
} from "#lib/sinks/schemas.ts";
import { startBackfill } from "#lib/sinks/start-backfill.ts";
import { testSink } from "#lib/sinks/test-sink.ts";
import { updateSink } from "#lib/sinks/update-sink.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Id, Instant, MaybeTime, Time } from "./fields.ts";

const tag = "sinks";

const Sink = z.object({
  id: z.string(),
  name: z.string(),
  kind: SinkKind,
  url: z.string(),
  settings: SinkSettings,
  enabled: z.boolean(),
  deliveredCount: z.number().int(),
  skippedCount: z.number().int().describe("Events that its filter left out."),
  retriedCount: z.number().int().describe("Batches that had to be sent again."),
  deliveredAt: MaybeTime,
  failingSince: MaybeTime,
  lastError: z.string().nullable(),
  held: z.boolean().describe("It fails until a person has put the key or the address right."),
  lagMs: z.number().int().describe("Age of the oldest event not delivered yet; 0 where nothing waits."),
  deadLetterCount: z.number().int(),
  deadLetters: z
    .array(
      z.object({
        eventId: z.string(),
        eventAt: Time,
        reason: z.string(),
        createdAt: Time,
        replayAt: MaybeTime.describe("Since when it waits to be sent again."),
        replays: z.number().int(),
      }),
    )
    .describe("The newest 50."),
});

const Minute = z.object({
  minute: Time,
  lagMs: z.number(),
  delivered: z.number().int(),
  retried: z.number().int(),
  refused: z.number().int(),
});

const Backfill = z.object({
  id: z.string(),
  from: Time,
  to: Time,
  state: z.enum(["running", "completed", "cancelled"]),
  sent: z.number().int(),
  refused: z.number().int(),
  reachedAt: MaybeTime,
  authorName: z.string(),
  createdAt: Time,
  finishedAt: MaybeTime,
});

export const sinkOperations = [
  defineOperation({
    id: "listSinks",
    method: "GET",
    path: "/sinks",
    tag,
    summary: "Every sink with how far behind it is and what it refused for good.",
    answer: z.object({ sinks: z.array(Sink) }),
    run: async (context) => ({ sinks: await listSinks(context) }),
  }),
  defineOperation({
    id: "createSink",
    method: "POST",
    path: "/sinks",
    tag,
    summary: "Adds a place that every event is shipped to, from the first on.",
    status: 201,
    body: CreateSink,
    answer: Id,
    run: (context, { body }) => createSink(context, body),
  }),
  defineOperation({
    id: "updateSink",
    method: "PUT",
    path: "/sinks/{id}",
    tag,
    summary: "Changes where a sink is, whether it is on, its key, or what it gets.",
    body: UpdateSink.omit({ id: true }),
    answer: Id,
    run: (context, { params, body }) => updateSink(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "compareSinkKey",
    method: "POST",
    path: "/sinks/{id}/compare-key",
    tag,
    summary: "Whether saving this key would change anything.",
    body: CompareSinkKey.omit({ id: true }),
    answer: z.object({ same: z.boolean() }),
    run: (context, { params, body }) => compareSinkKey(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "pauseSink",
    method: "POST",
    path: "/sinks/{id}/pause",
    tag,
    summary: "Stops shipping to a sink; the ledger keeps what it will get later.",
    answer: Id,
    run: (context, { params }) => pauseSink(context, params),
  }),
  defineOperation({
    id: "resumeSink",
    method: "POST",
    path: "/sinks/{id}/resume",
    tag,
    summary: "Goes on from where the sink was paused.",
    answer: Id,
    run: (context, { params }) => resumeSink(context, params),
  }),
  defineOperation({
    id: "testSink",
    method: "POST",
    path: "/sinks/{id}/test",
    tag,
    summary: "Sends one test event and says what the sink answered.",
    answer: z.object({ accepted: z.boolean(), answer: z.string(), eventId: z.string() }),
    run: (context, { params }) => testSink(context, params),
  }),
  defineOperation({
    id: "previewSinkEvent",
    method: "GET",
    path: "/sinks/{id}/preview",
    tag,
    summary: "What an approved call looks like as the sink gets it.",
    answer: z.object({ text: z.string(), contentType: z.string(), isTaken: z.boolean() }),
    run: (context, { params }) => previewEvent(context, params),
  }),
  defineOperation({
    id: "readSinkHistory",
    method: "GET",
    path: "/sinks/{id}/history",
    tag,
    summary: "How the past day of a sink went, minute by minute, and its newest backfills.",
    answer: z.object({ minutes: z.array(Minute), backfills: z.array(Backfill) }),
    run: (context, { params }) => readSinkHistory(context, params),
  }),
  defineOperation({
    id: "replayDeadLetters",
    method: "POST",
    path: "/sinks/{id}/replay",
    tag,
    summary: "Has events that the sink refused for good sent once more: those named, or all.",
    body: ReplayDeadLetters.omit({ id: true }),
    answer: z.object({ count: z.number().int() }),
    run: (context, { params, body }) => replayDeadLetters(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "startBackfill",
    method: "POST",
    path: "/sinks/{id}/backfills",
    tag,
    summary: "Has the events of a range of time sent again.",
    status: 201,
    body: z.strictObject({ from: Instant, to: Instant }),
    answer: Id,
    run: (context, { params, body }) => startBackfill(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "cancelBackfill",
    method: "POST",
    path: "/sinks/{id}/backfills/{backfillId}/cancel",
    tag,
    summary: "Stops a backfill; what it has sent is sent.",
    answer: Id,
    run: (context, { params }) => cancelBackfill(context, params),
  }),
];
