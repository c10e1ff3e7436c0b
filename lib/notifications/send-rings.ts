import type { Mailer } from "#lib/mail/create-mailer.ts";
import { signWebhook } from "#lib/webhooks/sign-webhook.ts";
import type { Posting, WebhookPoster } from "#lib/webhooks/post-webhook.ts";
import type { ClaimedRings } from "./claim-rings.ts";
import { describeRings } from "./describe-rings.ts";
import type { RingText } from "./ring-text.ts";
import { slackBody } from "./slack-body.ts";
import { teamsBody } from "./teams-body.ts";
import { webhookBody } from "./webhook-body.ts";

export type RingMeans = { poster: WebhookPoster; mailer: Mailer | null; consoleUrl: string };

/** Sends one message. Never throws for what a network or a receiver may do. */
export async function sendRings(means: RingMeans, rings: ClaimedRings, now: Date = new Date()): Promise<Posting> {
  const { target } = rings.channel;
  const text = describeRings(rings, means.consoleUrl, now);
  if (target === null) {
    return { outcome: "refused", error: "It cannot be opened with this HOLDPOINT_SECRET. Add the channel again." };
  }
  if (target.kind === "slack") {
    const [hold, ...more] = rings.holds;
    const waits = rings.moment === "opened" || rings.moment === "escalated";
    const openable = target.signingSecret !== undefined && waits && more.length === 0 ? hold?.id : undefined;
    return means.poster.post(target.url, slackBody(text, openable));
  }
  if (target.kind === "teams") return means.poster.post(target.url, teamsBody(text));
  if (target.kind === "webhook") {
    const body = webhookBody(rings, means.consoleUrl, now);
    return means.poster.post(target.url, body, signWebhook(target.secret, { id: rings.messageId, at: now, body }));
  }
  if (means.mailer === null) {
    return { outcome: "refused", error: "E-mail is not set up. An operator does that with SMTP_URL." };
  }
  return means.mailer.send({ id: rings.messageId, to: target.address, subject: text.title, text: mailText(text) });
}

function mailText({ title, facts, list, link }: RingText): string {
  return [
    title,
    "",
    ...facts.map(([label, value]) => `${label}: ${value}`),
    ...list.map((line) => `- ${line}`),
    "",
    `${link.words}: ${link.url}`,
    "",
    "Nothing is decided by opening the link. Which messages you get is set under Notifications.",
  ].join("\n");
}
