/** What the rows of a table are. Apart from `schemas.ts`, so that pages know it without what checks input. */
export const usageBys = ["server", "user", "agent", "tool"] as const;
export type UsageBy = (typeof usageBys)[number];

/** The most requests first, the most failed ones, or the slowest of the busiest 200. */
export const usageSorts = ["busiest", "failing", "slowest"] as const;
export type UsageSort = (typeof usageSorts)[number];
