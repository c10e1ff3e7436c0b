import { z } from "zod";
import { placeLegalHold } from "#lib/retention/place-legal-hold.ts";
import { readRetention } from "#lib/retention/read-retention.ts";
import { releaseLegalHold } from "#lib/retention/release-legal-hold.ts";
import { LedgerKind, PlaceLegalHold, UpdateRetention } from "#lib/retention/schemas.ts";
import { updateRetention } from "#lib/retention/update-retention.ts";
import { StorageAddress } from "#lib/storage/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Id, MaybeTime, StoredFile, Time } from "./fields.ts";

const tag = "retention";
const text = z.string().nullable();
const count = z.number().int();
const days = count.nullable().describe("Null: for ever.");

const Retention = z.object({
  eventDays: days,
  payloadDays: days,
  archive: StorageAddress.nullable(),
  updatedAt: MaybeTime,
  updatedByName: text,
  waitingFor: text.describe("Why days that are over are still there."),
  lastError: text,
  checkedAt: MaybeTime,
  days: z.array(z.object({ day: z.string(), kind: LedgerKind, bytes: z.number() })),
  legalHolds: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      reason: z.string(),
      fromDay: text,
      toDay: text,
      createdByName: z.string(),
      createdAt: Time,
      releasedAt: MaybeTime,
      releasedByName: text,
    }),
  ),
  removed: z
    .array(
      z.object({
        day: z.string(),
        kind: LedgerKind,
        rows: count,
        bytes: count,
        archive: text,
        files: z.array(StoredFile),
        removedAt: Time,
      }),
    )
    .describe("The newest hundred."),
});

export const retentionOperations = [
  defineOperation({
    id: "readRetention",
    method: "GET",
    path: "/retention",
    tag,
    summary: "How long events and payloads are kept, what there is, what is held, and what was removed.",
    answer: Retention,
    run: (context) => readRetention(context),
  }),
  defineOperation({
    id: "updateRetention",
    method: "PUT",
    path: "/retention",
    tag,
    summary: "Changes how long they are kept; what is over already is removed for good within minutes.",
    body: UpdateRetention,
    answer: z.object({ updatedAt: Time }),
    run: (context, { body }) => updateRetention(context, body),
  }),
  defineOperation({
    id: "placeLegalHold",
    method: "POST",
    path: "/legal-holds",
    tag,
    summary: "Keeps every day of a range until it is released.",
    status: 201,
    body: PlaceLegalHold,
    answer: Id,
    run: (context, { body }) => placeLegalHold(context, body),
  }),
  defineOperation({
    id: "releaseLegalHold",
    method: "POST",
    path: "/legal-holds/{id}/release",
    tag,
    summary: "Ends a legal hold.",
    answer: Id,
    run: (context, { params }) => releaseLegalHold(context, params),
  }),
];
