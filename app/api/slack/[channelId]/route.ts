import { after, type NextRequest } from "next/server";
import { answerPress } from "#lib/slack/answer-press.ts";
import { openSlackChannel } from "#lib/slack/open-slack-channel.ts";
import { SlackPress } from "#lib/slack/schemas.ts";
import { verifySlackRequest } from "#lib/slack/verify-slack-request.ts";
import { getConsole } from "#app/_server/console.ts";
import { readText } from "./read-text.ts";

export const dynamic = "force-dynamic";

const mostBytes = 200_000;

/**
 * Where Slack says that a button of a channel's message was pressed: signed by the signing secret of the channel. Slack wants to
 * hear within three seconds that it was heard; what came of it goes to the address that it named, on the channel's own host.
 */
export async function POST(request: NextRequest, route: { params: Promise<{ channelId: string }> }): Promise<Response> {
  const { env, database, sealer, logger, webhooks } = getConsole();
  const { channelId } = await route.params;
  const body = await readText(request, mostBytes);
  if (body === null) return new Response(null, { status: 413 });
  const channel = await openSlackChannel({ database, sealer }, channelId);
  const signed = {
    timestamp: request.headers.get("x-slack-request-timestamp"),
    signature: request.headers.get("x-slack-signature"),
    body,
  };
  if (!channel || !verifySlackRequest(channel.signingSecret, signed)) return new Response(null, { status: 401 });
  const press = parsePress(body);
  // Slack tells of more than of buttons; the rest needs no answer.
  if (press === null || new URL(press.response_url).host !== channel.host) return new Response(null, { status: 200 });

  after(async () => {
    try {
      const services = { database, sealer, environment: env.HOLDPOINT_ENV, consoleUrl: env.CONSOLE_URL };
      const { message, replaces } = await answerPress(services, press);
      const reply = JSON.stringify({ ...message, response_type: "ephemeral", replace_original: replaces });
      const posting = await webhooks.post(press.response_url, reply);
      if (posting.outcome !== "accepted")
        logger.warn({ channelId, error: posting.error }, "Slack did not take an answer");
    } catch (error) {
      logger.error({ err: error, channelId }, "what was pressed in Slack could not be done");
    }
  });
  return new Response(null, { status: 200 });
}

function parsePress(body: string): SlackPress | null {
  try {
    return SlackPress.parse(JSON.parse(new URLSearchParams(body).get("payload") ?? ""));
  } catch {
    return null;
  }
}
