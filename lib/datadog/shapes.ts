// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/** What of a Datadog account agents may reach, each as a connection of its own. */
export const datadogReaches = ["api", "logs", "events", "mcp"] as const;
export type DatadogReach = (typeof datadogReaches)[number];
