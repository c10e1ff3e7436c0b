import { z } from "zod";
import { contentFits, contentMisfit, ExportFormat } from "#lib/exports/schemas.ts";
import { Search } from "#lib/search/schemas.ts";
import { StorageAddress, StorageSecret, type StoredFile } from "#lib/storage/schemas.ts";

export const ScheduleEvery = z.enum(["hour", "day"]);
export type ScheduleEvery = z.infer<typeof ScheduleEvery>;

const fields = {
  /** Names the files, too. */
  name: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, "Give it a name of lower-case letters, digits and hyphens."),
  every: ScheduleEvery,
  format: ExportFormat.default("jsonl"),
  /** With headers and bodies of each call; its owner has to be an auditor. */
  content: z.boolean().default(false),
  query: Search.shape.query,
  storage: StorageAddress,
};

export const CreateSchedule = z
  .strictObject({
    ...fields,
    secret: StorageSecret.optional(),
    /** `now`: leave out what the ledger holds already. */
    startAt: z.enum(["beginning", "now"]).default("now"),
  })
  .refine(contentFits, contentMisfit);

/** What can be changed of one. */
export const ScheduleChange = z.strictObject({
  ...fields,
  /** Absent: the stored one stays. */
  secret: StorageSecret.optional(),
  enabled: z.boolean(),
});

export const UpdateSchedule = ScheduleChange.extend({ id: z.string().max(64) }).refine(contentFits, contentMisfit);

export const NameSchedule = z.strictObject({ id: z.string().max(64) });

/** One increment that was written. */
export type ScheduleRun = { id: string; rows: number; bytes: number; file: StoredFile | null; finishedAt: Date };

export type ScheduleSummary = {
  id: string;
  name: string;
  every: ScheduleEvery;
  format: ExportFormat;
  content: boolean;
  query: string;
  storage: StorageAddress;
  ownerName: string;
  enabled: boolean;
  /** Why it was switched off without being asked. */
  stoppedReason: string | null;
  nextAt: Date;
  failingSince: Date | null;
  lastError: string | null;
  createdAt: Date;
  /** The newest ten. */
  runs: ScheduleRun[];
};
