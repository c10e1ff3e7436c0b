import { z } from "zod";
import { compareSinkKey } from "#lib/sinks/compare-sink-key.ts";
import { createSink } from "#lib/sinks/create-sink.ts";
import { listSinks } from "#lib/sinks/list-sinks.ts";
import { CompareSinkKey, CreateSink, UpdateSink } from "#lib/sinks/schemas.ts";
import { updateSink } from "#lib/sinks/update-sink.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Id, MaybeTime, Time } from "./fields.ts";

const tag = "sinks";

const Sink = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  deliveredCount: z.number().int(),
  deliveredAt: MaybeTime,
  failingSince: MaybeTime,
  lastError: z.string().nullable(),
  lagMs: z.number().int().describe("Age of the oldest event not delivered yet; 0 where nothing waits."),
  deadLetterCount: z.number().int(),
  deadLetters: z
    .array(z.object({ eventId: z.string(), eventAt: Time, reason: z.string(), createdAt: Time }))
    .describe("The newest 50."),
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
    summary: "Changes where a sink is, whether it is on, or its key.",
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
];
