// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/** Kinds of event that people ask for; `eventGroups` says what is in each. */
export const eventGroupNames = ["calls", "approvals", "administration", "access"] as const;
