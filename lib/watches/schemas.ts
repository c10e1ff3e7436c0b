import { z } from "zod";

const Minutes = z.number().int().min(1).max(1_440);

/**
 * When a watch fires, judged for every minute once: more than so many events in the last minutes; an event of an agent
 * that never had one; no event for so many minutes; a sink whose oldest event has waited so many minutes.
 */
export const WatchCondition = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("more-than"), count: z.number().int().min(0).max(1_000_000), minutes: Minutes }),
  z.strictObject({ kind: z.literal("first-for-agent") }),
  z.strictObject({ kind: z.literal("none-for"), minutes: Minutes }),
  z.strictObject({ kind: z.literal("delivery-behind"), minutes: Minutes }),
]);
export type WatchCondition = z.infer<typeof WatchCondition>;

const id = z.string().max(64);
const fields = {
  name: z.string().trim().min(1, "Give the watch a name.").max(100),
  /** In the language of the audit log's search bar; empty: every event. */
  query: z.string().trim().max(4_000).default(""),
  condition: WatchCondition,
  /** Shared channels, or one's own; none: every channel that asks for watches. */
  channelIds: z.array(id).max(20).default([]),
};

export const CreateWatch = z.strictObject(fields);
export const UpdateWatch = z.strictObject({ id, ...fields, enabled: z.boolean() });
export const WatchId = z.strictObject({ id });

export type WatchSummary = {
  id: string;
  name: string;
  query: string;
  condition: WatchCondition;
  channelIds: string[];
  enabled: boolean;
  /** It comes with Holdpoint: it can be changed and switched off, and not removed. */
  readyMade: boolean;
  createdByName: string;
  createdAt: Date;
  evaluatedTo: Date;
  /** Since when its condition holds; null where it does not. */
  firingSince: Date | null;
  /** Firings of the last 30 days. */
  firings: number;
  lastFiredAt: Date | null;
  /** Why it could not be looked at. */
  lastError: string | null;
};

export const ListFirings = z.strictObject({
  watch: id.optional(),
  /** A cursor of an earlier answer: older firings. */
  after: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});

export type Firing = {
  id: string;
  watchId: string;
  watchName: string;
  query: string;
  kind: WatchCondition["kind"];
  /** The time in which it found what it found. */
  from: Date;
  to: Date;
  count: number | null;
  /** Counted on a sample. */
  about: boolean;
  /** The agent, or the sink. */
  subject: string;
  firedAt: Date;
  endedAt: Date | null;
  /** Whom it was told. */
  rings: { channel: string; state: string; error: string | null }[];
};

export type FiringPage = { firings: Firing[]; afterCursor: string | null };
