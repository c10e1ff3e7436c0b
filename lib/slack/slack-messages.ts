import type { HoldDetail } from "#lib/holds/schemas.ts";
import { slackActions, slackFields } from "./schemas.ts";

/** What is told in Slack to the one who pressed a button, and to nobody else. */
export type SlackMessage = { text: string; blocks: object[] };

/** Slack cuts a text block at 3,000 characters; what is cut is not decided. */
const longestArguments = 2_500;

export function askForCode(consoleUrl: string, problem?: string): SlackMessage {
  const text = problem ?? "Holdpoint does not know yet who you are.";
  return message(text, [
    plainSection(text),
    linkSection(`${consoleUrl}/notifications`, "Sign in, choose “Link a Slack user”, and type the code here:"),
    input(slackFields.code, "Code", false),
    { type: "actions", elements: [button(slackActions.link, "Link", "link", "primary")] },
  ]);
}

export function tell(text: string, link?: { url: string; words: string }): SlackMessage {
  return message(text, [plainSection(text), ...(link ? [linkSection(link.url, link.words)] : [])]);
}

/** The call as its page shows it, with what decides it; undefined where it is too long to be read here. */
export function showHold(hold: HoldDetail, consoleUrl: string): SlackMessage | undefined {
  const shown = visible(argumentsOf(hold));
  if (hold.request === null || shown.length > longestArguments) return undefined;
  const { id: holdId, requestDigest } = hold;
  const value = JSON.stringify({ holdId, requestDigest });
  const who = hold.agent === null ? (hold.userName ?? "Somebody") : hold.agent;
  const whom = hold.agent !== null && hold.userName !== null ? ` for ${hold.userName}` : "";
  const text = visible(`${who}${whom} wants ${hold.tool ?? hold.operation} on ${hold.connection}`).slice(0, 500);
  return message(text, [
    plainSection(text),
    plainSection(shown),
    ...(hold.message === null ? [] : [plainSection(visible(`Rule ${hold.rule}: ${hold.message}`).slice(0, 1_000))]),
    input(slackFields.reason, hold.reasonOptional ? "Reason (optional to approve)" : "Reason", true),
    {
      type: "actions",
      elements: [
        button(slackActions.approve, "Approve", value, "primary"),
        button(slackActions.deny, "Deny", value, "danger"),
      ],
    },
    linkSection(`${consoleUrl}/approvals/${holdId}`, "Everything about it"),
  ]);
}

function argumentsOf({ request }: HoldDetail): string {
  if (request === null) return "";
  if (request.kind === "mcp") return JSON.stringify(request.arguments ?? {}, null, 2);
  const target = `${request.method} ${request.path}${request.query === "" ? "" : `?${request.query}`}`;
  const body = typeof request.body === "string" ? request.body : JSON.stringify(request.body, null, 2);
  return `${target}\n${request.body === null ? `Not text; SHA-256 ${request.bodySha256}` : body}`;
}

/** What is not seen, or changes how its neighbours are seen, as the code that it is. */
function visible(text: string): string {
  return text.replaceAll(
    /[\u2028\u2029\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\p{Cf}\p{Cs}\p{Co}]|(?!\n)\p{Cc}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`,
  );
}

function message(text: string, blocks: object[]): SlackMessage {
  return { text: text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"), blocks };
}

function plainSection(text: string): object {
  return { type: "section", text: { type: "plain_text", text, emoji: false } };
}

function linkSection(url: string, words: string): object {
  return { type: "section", text: { type: "mrkdwn", text: `<${url}|${words}>` } };
}

function input(id: string, label: string, optional: boolean): object {
  return {
    type: "input",
    block_id: id,
    optional,
    label: { type: "plain_text", text: label },
    element: { type: "plain_text_input", action_id: id, max_length: 2_000 },
  };
}

function button(id: string, words: string, value: string, style?: "primary" | "danger"): object {
  return { type: "button", action_id: id, value, text: { type: "plain_text", text: words }, ...(style && { style }) };
}
