// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/** Characters of the text of a policy, at most. */
export const maxSourceLength = 500_000;
export const sourceTooLong = "A policy may have 500,000 characters at most.";
