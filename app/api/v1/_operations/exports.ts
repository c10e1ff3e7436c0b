import { z } from "zod";
import { fileResponse } from "#app/_server/file-response.ts";
import { createSchedule } from "#lib/export-schedules/create-schedule.ts";
import { listSchedules } from "#lib/export-schedules/list-schedules.ts";
import { removeSchedule } from "#lib/export-schedules/remove-schedule.ts";
import { CreateSchedule, ScheduleChange, ScheduleEvery } from "#lib/export-schedules/schemas.ts";
import { updateSchedule } from "#lib/export-schedules/update-schedule.ts";
import { cancelExport } from "#lib/exports/cancel-export.ts";
import { listExports } from "#lib/exports/list-exports.ts";
import { openExport } from "#lib/exports/open-export.ts";
import { ExportEvents, ExportFormat, ExportState } from "#lib/exports/schemas.ts";
import { startExport } from "#lib/exports/start-export.ts";
import { Search } from "#lib/search/schemas.ts";
import { StorageAddress } from "#lib/storage/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Id, Instant, MaybeTime, StoredFile, Time } from "./fields.ts";

const tag = "exports";
const text = z.string().nullable();
const count = z.number().int();

const search = Search.extend({ from: Instant.optional(), to: Instant.optional() }).prefault({});

const Export = z.object({
  id: z.string(),
  way: z.enum(["download", "background"]),
  state: ExportState,
  format: ExportFormat,
  content: z.boolean(),
  search: z.object({ query: z.string(), from: Time.optional(), to: Time.optional() }),
  ownerName: z.string(),
  own: z.boolean(),
  rows: count,
  bytes: count,
  sha256: text.describe("Of the whole file, in hex."),
  error: text,
  createdAt: Time,
  finishedAt: MaybeTime,
  expiresAt: MaybeTime.describe("Until when the file can be downloaded; null where there is none."),
});

const Schedule = z.object({
  id: z.string(),
  name: z.string(),
  every: ScheduleEvery,
  format: ExportFormat,
  content: z.boolean(),
  query: z.string(),
  storage: StorageAddress,
  ownerName: z.string().describe("By whose rights it runs."),
  enabled: z.boolean(),
  stoppedReason: text,
  nextAt: Time,
  failingSince: MaybeTime,
  lastError: text,
  createdAt: Time,
  runs: z
    .array(z.object({ id: z.string(), rows: count, bytes: count, file: StoredFile.nullable(), finishedAt: Time }))
    .describe("The newest ten files."),
});

export const exportOperations = [
  defineOperation({
    id: "listExports",
    method: "GET",
    path: "/exports",
    tag,
    summary: "The newest 100 exports of everybody, with how far each is.",
    answer: z.object({ exports: z.array(Export) }),
    run: async (context) => ({ exports: await listExports(context) }),
  }),
  defineOperation({
    id: "startExport",
    method: "POST",
    path: "/exports",
    tag,
    summary: "Has a file of a search made in the background; with headers and bodies for auditors.",
    status: 202,
    body: z.strictObject({ search, format: ExportEvents.shape.format, content: ExportEvents.shape.content }),
    answer: Id,
    run: (context, { body }) => startExport(context, body),
  }),
  defineOperation({
    id: "cancelExport",
    method: "POST",
    path: "/exports/{id}/cancel",
    tag,
    summary: "Stops an export that waits or runs.",
    answer: Id,
    run: (context, { params }) => cancelExport(context, params),
  }),
  defineOperation({
    id: "downloadExport",
    method: "GET",
    path: "/exports/{id}/file",
    tag,
    summary: "The file of an export that is completed.",
    answer: z.instanceof(Response),
    run: async (context, { params }) => fileResponse(await openExport(context, params)),
  }),
  defineOperation({
    id: "listSchedules",
    method: "GET",
    path: "/export-schedules",
    tag,
    summary: "Every scheduled export with its newest files.",
    answer: z.object({ schedules: z.array(Schedule) }),
    run: async (context) => ({ schedules: await listSchedules(context) }),
  }),
  defineOperation({
    id: "createSchedule",
    method: "POST",
    path: "/export-schedules",
    tag,
    summary: "Has what is new written to a storage every hour or day, without gaps or duplicates.",
    status: 201,
    body: CreateSchedule,
    answer: Id,
    run: (context, { body }) => createSchedule(context, body),
  }),
  defineOperation({
    id: "updateSchedule",
    method: "PUT",
    path: "/export-schedules/{id}",
    tag,
    summary: "Changes a scheduled export, or switches it on or off; it goes on from where it was.",
    body: ScheduleChange,
    answer: Id,
    run: (context, { params, body }) => updateSchedule(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "removeSchedule",
    method: "DELETE",
    path: "/export-schedules/{id}",
    tag,
    summary: "Ends a scheduled export; its files stay where they are.",
    answer: Id,
    run: (context, { params }) => removeSchedule(context, params),
  }),
];
