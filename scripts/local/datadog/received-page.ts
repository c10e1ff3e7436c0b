import { textOf } from "./answer.ts";
import type { Logs } from "./logs.ts";

const shownLogs = 100;

/** A page for people: the newest events received, newest first. */
export function receivedPage(logs: Logs): string {
  const { indexed, tooOld } = logs.counts();
  const rows = logs
    .all()
    .slice(-shownLogs)
    .toReversed()
    .map(({ receivedAt, attributes }) => {
      const { status, message } = attributes;
      const json = escapeHtml(JSON.stringify(attributes, null, 2));
      return `<details><summary><time>${receivedAt.toISOString()}</time> <b>${escapeHtml(textOf(status, "info"))}</b>
        ${escapeHtml(textOf(message))}</summary><pre>${json}</pre></details>`;
    });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>Datadog look-alike</title>
<style>body{font:14px/1.5 system-ui;margin:2rem auto;max-width:70rem;padding:0 1rem}summary{cursor:pointer}
time{font-variant-numeric:tabular-nums;opacity:.7}pre{overflow:auto}</style>
<h1>Datadog look-alike</h1>
<p>${indexed} events received${tooOld > 0 ? `, ${tooOld} not indexed because they were older than 18 hours` : ""}.
The newest ${shownLogs} are below.</p>
${rows.length > 0 ? rows.join("\n") : "<p>Nothing yet. Make a call through the gateway; its events arrive here within seconds.</p>"}
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
