// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/**
 * Mine: waiting for the person asking. Pending: every waiting hold they may see. Decided: what came of the others. Review:
 * those of them that one person released alone and nobody else has looked at.
 */
export const holdViews = ["mine", "pending", "decided", "review"] as const;
