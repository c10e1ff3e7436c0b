import type { RingText } from "./ring-text.ts";

/**
 * A message for Teams (webhook of a workflow, Adaptive Card 1.4). Words of others stand in text runs, where Teams reads no
 * Markdown; the one link is ours.
 */
export function teamsBody({ title, facts, list, link }: RingText): string {
  const rows = [...facts.map(([label, value]) => `${label}: ${value}`), ...list];
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [line(title, { weight: "Bolder" }), ...rows.map((row) => line(row))],
    actions: [{ type: "Action.OpenUrl", title: link.words, url: link.url }],
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return JSON.stringify({ type: "message", attachments: [attachment] });
}

function line(text: string, more: object = {}) {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text, ...more }] };
}
