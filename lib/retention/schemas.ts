import { z } from "zod";
import { StorageAddress, StorageSecret, type StoredFile } from "#lib/storage/schemas.ts";

const Days = z.number().int().min(1, "Keep it for at least a day.").max(36_500).nullable();

/** For how many days; null: for ever. Payloads never stay longer than the events they belong to. */
export const RetentionSettings = z.strictObject({
  eventDays: Days.default(null),
  payloadDays: Days.default(null),
  /** Where each day is archived before it is removed; null: nowhere. */
  archive: StorageAddress.nullable().default(null),
});
export type RetentionSettings = z.infer<typeof RetentionSettings>;

/** `secret` of the archive; absent: the stored one stays. */
export const UpdateRetention = RetentionSettings.extend({ secret: StorageSecret.optional() }).refine(
  ({ eventDays, payloadDays }) => eventDays === null || payloadDays === null || payloadDays <= eventDays,
  { message: "Payloads cannot stay longer than their events.", path: ["payloadDays"] },
);

const Day = z.iso.date("Give a day, such as 2026-11-20.");

export const PlaceLegalHold = z
  .strictObject({
    name: z.string().trim().min(1, "Give it a name.").max(100),
    reason: z.string().trim().min(1, "Say why.").max(2_000),
    /** Both included; absent: from the first day, or to the last. */
    fromDay: Day.optional(),
    toDay: Day.optional(),
  })
  .refine(({ fromDay, toDay }) => !fromDay || !toDay || fromDay <= toDay, {
    message: "The range ends before it begins.",
    path: ["toDay"],
  });

export const NameLegalHold = z.strictObject({ id: z.string().max(64) });

export const LedgerKind = z.enum(["events", "payloads"]);
export type LedgerKind = z.infer<typeof LedgerKind>;

/** A day of the ledger (UTC, YYYY-MM-DD) with the bytes it takes on disk. */
export type LedgerDay = { day: string; kind: LedgerKind; bytes: number };

export type LegalHoldSummary = {
  id: string;
  name: string;
  reason: string;
  fromDay: string | null;
  toDay: string | null;
  createdByName: string;
  createdAt: Date;
  releasedAt: Date | null;
  releasedByName: string | null;
};

export type RemovedDaySummary = {
  day: string;
  kind: LedgerKind;
  rows: number;
  bytes: number;
  archive: string | null;
  files: StoredFile[];
  removedAt: Date;
};

export type RetentionView = {
  eventDays: number | null;
  payloadDays: number | null;
  archive: StorageAddress | null;
  updatedAt: Date | null;
  updatedByName: string | null;
  /** Why days that are over are still there. */
  waitingFor: string | null;
  lastError: string | null;
  checkedAt: Date | null;
  days: LedgerDay[];
  legalHolds: LegalHoldSummary[];
  /** The newest hundred. */
  removed: RemovedDaySummary[];
};
