import { z } from "zod";
import { usageBys, usageSorts, type UsageBy } from "./shapes.ts";
import type { Times } from "./sketch.ts";

const Name = z.string().min(1).max(1_000);

/**
 * Use of a time: of everything, or of one server, one person (the identity provider's subject) or one agent. Times of
 * everything up to three days are rounded out to whole hours where these are still kept, others to whole days (UTC).
 */
export const ReadUsage = z
  .strictObject({
    from: z.date(),
    to: z.date(),
    server: Name.optional(),
    user: Name.optional(),
    agent: Name.optional(),
    by: z.enum(usageBys).default("server"),
    sort: z.enum(usageSorts).default("busiest"),
    limit: z.number().int().min(1).max(1_000).default(20),
  })
  .refine(({ server, user, agent }) => [server, user, agent].filter((name) => name !== undefined).length <= 1, {
    message: "Ask for one server, one person or one agent.",
  });
export type ReadUsage = z.infer<typeof ReadUsage>;

/** Requests are those that were answered; `held` to `expired` are held calls. Sizes in bytes. */
export type UsageCounts = {
  requests: number;
  failed: number;
  denied: number;
  held: number;
  approved: number;
  /** Denied by a person. */
  rejected: number;
  expired: number;
  requestBytes: number;
  responseBytes: number;
};

/** Times of the gateway itself and of the upstream; null where nothing was measured. */
export type UsageTimes = { gateway: Times | null; upstream: Times | null };

/** `people`: how many different ones; null where that is not asked. */
export type UsageFigures = UsageCounts & UsageTimes & { people: number | null };

export type UsageRow = UsageCounts &
  UsageTimes & {
    server: string;
    user: string;
    userName: string;
    agent: string;
    tool: string;
    people: number | null;
    /** How much more or less it was asked than before, as a part of before; null where there was nothing. */
    change: number | null;
  };

export type UsageScope = { kind: "server" | "user" | "agent"; id: string; name: string };

export type Usage = {
  /** As rounded out. */
  from: Date;
  to: Date;
  bucketMs: number;
  scope: UsageScope | null;
  /** Only one's own activity is here. */
  own: boolean;
  /** Agents that the reader answers for, where they see not everybody's. */
  agents: string[];
  total: UsageFigures;
  /**
   * The same, and the time of the same length just before: both up to the last full hour, so that an hour that has only
   * begun is not compared with a whole one. Null where nothing is kept of it.
   */
  compared: { current: UsageFigures; previous: UsageFigures } | null;
  /** Oldest first; times without anything are left out. */
  series: ({ at: Date } & UsageCounts & UsageTimes)[];
  /** Requests of the busiest servers over time; everything else is what is missing from `series`. Empty within a scope. */
  servers: { name: string; points: { at: Date; requests: number }[] }[];
  by: UsageBy;
  rows: UsageRow[];
};
