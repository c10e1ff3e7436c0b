import { z } from "zod";
import { createWatch } from "#lib/watches/create-watch.ts";
import { listFirings } from "#lib/watches/list-firings.ts";
import { listWatches } from "#lib/watches/list-watches.ts";
import { removeWatch } from "#lib/watches/remove-watch.ts";
import { CreateWatch, UpdateWatch, WatchCondition } from "#lib/watches/schemas.ts";
import { updateWatch } from "#lib/watches/update-watch.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Id, MaybeTime, Time } from "./fields.ts";

const tag = "watches";

const Watch = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  condition: WatchCondition,
  channelIds: z.array(z.string()),
  enabled: z.boolean(),
  readyMade: z.boolean(),
  createdByName: z.string(),
  createdAt: Time,
  evaluatedTo: Time,
  firingSince: MaybeTime,
  firings: z.number().int().describe("Of the last 30 days."),
  lastFiredAt: MaybeTime,
  lastError: z.string().nullable(),
});

const Firing = z.object({
  id: z.string(),
  watchId: z.string(),
  watchName: z.string(),
  query: z.string(),
  kind: z.string(),
  from: Time,
  to: Time,
  count: z.number().nullable(),
  about: z.boolean().describe("Counted on a sample."),
  subject: z.string().describe("The agent, or the sink."),
  firedAt: Time,
  endedAt: MaybeTime,
  rings: z.array(z.object({ channel: z.string(), state: z.string(), error: z.string().nullable() })),
});

export const watchOperations = [
  defineOperation({
    id: "listWatches",
    method: "GET",
    path: "/watches",
    tag,
    summary: "Searches of the audit log that are looked at every minute.",
    answer: z.object({ watches: z.array(Watch) }),
    run: async (context) => ({ watches: await listWatches(context) }),
  }),
  defineOperation({
    id: "createWatch",
    method: "POST",
    path: "/watches",
    tag,
    summary: "Has a search looked at every minute, and people told when its condition holds.",
    status: 201,
    body: CreateWatch,
    answer: Id,
    run: (context, { body }) => createWatch(context, body),
  }),
  defineOperation({
    id: "updateWatch",
    method: "PUT",
    path: "/watches/{id}",
    tag,
    summary: "Changes a watch, or switches it; it then begins anew.",
    body: UpdateWatch.omit({ id: true }),
    answer: Id,
    run: (context, { params, body }) => updateWatch(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "removeWatch",
    method: "DELETE",
    path: "/watches/{id}",
    tag,
    summary: "Removes a watch with its firings; ready-made ones stay and can be switched off.",
    answer: z.object({ name: z.string() }),
    run: (context, { params }) => removeWatch(context, params),
  }),
  defineOperation({
    id: "listWatchFirings",
    method: "GET",
    path: "/watch-firings",
    tag,
    summary: "What watches have found, newest first, and whom it was told.",
    query: z.strictObject({
      watch: z.string().optional(),
      after: z.string().optional().describe("afterCursor of an earlier answer."),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    answer: z.object({ firings: z.array(Firing), afterCursor: z.string().nullable() }),
    run: (context, { query }) => listFirings(context, query),
  }),
];
