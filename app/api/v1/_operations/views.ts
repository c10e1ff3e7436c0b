import { z } from "zod";
import { createView } from "#lib/views/create-view.ts";
import { listViews } from "#lib/views/list-views.ts";
import { markView } from "#lib/views/mark-view.ts";
import { readView } from "#lib/views/read-view.ts";
import { removeView } from "#lib/views/remove-view.ts";
import { CreateView, MarkView, UpdateView, ViewSettings } from "#lib/views/schemas.ts";
import { updateView } from "#lib/views/update-view.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Id, Instant, Time } from "./fields.ts";

const tag = "audit log";

const Settings = ViewSettings.omit({ from: true, to: true }).extend({
  from: Instant.optional(),
  to: Instant.optional(),
});
const StoredSettings = ViewSettings.omit({ from: true, to: true }).extend({
  from: Time.optional(),
  to: Time.optional(),
});

const View = z.object({
  id: z.string(),
  name: z.string(),
  shared: z.boolean(),
  settings: StoredSettings,
  authorName: z.string(),
  updatedAt: Time,
  mayChange: z.boolean(),
  starred: z.boolean(),
  isDefault: z.boolean(),
});

const Saved = z.object({ id: z.string(), updatedAt: Time });

export const viewOperations = [
  defineOperation({
    id: "listViews",
    method: "GET",
    path: "/views",
    tag,
    summary: "Saved searches of the audit log: one's own, and shared ones for those who see everybody's activity.",
    answer: z.object({ views: z.array(View) }),
    run: async (context) => ({ views: await listViews(context) }),
  }),
  defineOperation({
    id: "readView",
    method: "GET",
    path: "/views/{id}",
    tag,
    summary: "One saved search.",
    answer: View,
    run: (context, { params }) => readView(context, params),
  }),
  defineOperation({
    id: "createView",
    method: "POST",
    path: "/views",
    tag,
    summary: "Saves a search under a name, for oneself or for everybody.",
    status: 201,
    body: CreateView.extend({ settings: Settings }),
    answer: Saved,
    run: (context, { body }) => createView(context, body),
  }),
  defineOperation({
    id: "updateView",
    method: "PUT",
    path: "/views/{id}",
    tag,
    summary: "Changes a saved search; refused where it changed since expectedUpdatedAt.",
    body: UpdateView.omit({ id: true }).extend({ settings: Settings, expectedUpdatedAt: Instant }),
    answer: Saved,
    run: (context, { params, body }) => updateView(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "removeView",
    method: "DELETE",
    path: "/views/{id}",
    tag,
    summary: "Removes a saved search, for everybody where it was shared.",
    answer: z.object({ name: z.string() }),
    run: (context, { params }) => removeView(context, params),
  }),
  defineOperation({
    id: "markView",
    method: "PUT",
    path: "/views/{id}/mark",
    tag,
    summary: "Stars a saved search for oneself, or makes it what the audit log opens with.",
    body: MarkView.omit({ id: true }),
    answer: Id,
    run: (context, { params, body }) => markView(context, { ...body, ...params }),
  }),
];
