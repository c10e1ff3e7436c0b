import { slackActions } from "#lib/slack/schemas.ts";
import type { RingText } from "./ring-text.ts";

/**
 * A message for Slack's incoming webhooks (Block Kit). Words of others are plain text, where Slack reads no markup; the one
 * link is ours. A button only where Slack tells, signed, who presses it: it shows the call to them, and decides nothing by itself.
 */
export function slackBody({ title, facts, list, link }: RingText, openable?: string): string {
  const blocks: object[] = [{ type: "section", text: plain(title) }];
  const rows = [...facts.map(([label, value]) => `${label}: ${value}`), ...list];
  if (rows.length > 0) blocks.push({ type: "section", text: plain(rows.join("\n").slice(0, 2_900)) });
  blocks.push({ type: "section", text: { type: "mrkdwn", text: `<${link.url}|${link.words}>` } });
  if (openable !== undefined) {
    const words = { type: "plain_text", text: "Decide here" };
    blocks.push({
      type: "actions",
      elements: [{ type: "button", action_id: slackActions.open, value: openable, text: words }],
    });
  }
  return JSON.stringify({ text: escapeMarkup(title), unfurl_links: false, unfurl_media: false, blocks });
}

/** As Slack's documentation has it: these three characters begin everything that is not text. */
function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function plain(text: string) {
  return { type: "plain_text", text, emoji: false };
}
