// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/** Where a channel leads: a mailbox, an incoming webhook of Slack or Teams, or any receiver of Standard Webhooks. */
export const channelKinds = ["email", "slack", "teams", "webhook"] as const;
export type ChannelKind = (typeof channelKinds)[number];

/**
 * What of a hold people are told: it waits; nobody decided in time; one person released it alone; it is over. And, beside
 * holds: a watch fired.
 */
export const moments = ["opened", "escalated", "broke-glass", "ended", "watch"] as const;
export type Moment = (typeof moments)[number];

export const momentWords: Record<Moment, string> = {
  opened: "A call waits",
  escalated: "Nobody decided in time",
  "broke-glass": "One person released it alone",
  ended: "It is over",
  watch: "A watch fired",
};

export const kindWords: Record<ChannelKind, string> = {
  email: "E-mail",
  slack: "Slack",
  teams: "Microsoft Teams",
  webhook: "Webhook",
};
