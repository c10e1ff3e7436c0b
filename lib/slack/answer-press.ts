import type { Person, ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { readHold } from "#lib/holds/read-hold.ts";
import { findSlackPerson } from "./find-slack-person.ts";
import { linkSlackUser } from "./link-slack-user.ts";
import { slackActions, slackFields, type SlackPress } from "./schemas.ts";
import { askForCode, showHold, tell, type SlackMessage } from "./slack-messages.ts";

type Services = Omit<ServiceContext, "actor"> & { consoleUrl: string };

/** `replaces`: it stands in place of what was pressed, which only the one who pressed it sees. */
type PressAnswer = { message: SlackMessage; replaces: boolean };

/**
 * Does what was pressed in Slack, as the person that the Slack user is linked to: shows them the call, takes their verdict on what
 * was shown by the same checks as on its page, or links the user by a code. The request was signed by Slack.
 */
export async function answerPress(services: Services, press: SlackPress): Promise<PressAnswer> {
  const user = userOf(press);
  const action = press.actions[0]?.action_id ?? "";
  if (action === slackActions.link) return { message: await link(services, press), replaces: true };
  const person = await findSlackPerson(services.database, user);
  const replaces = action !== slackActions.open;
  if (person === null) return { message: askForCode(services.consoleUrl), replaces };
  try {
    return { message: await act(services, person, press), replaces };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // What was typed stays where it can be completed.
    return { message: tell(error.message, inboxOf(services)), replaces: replaces && error.code !== "invalid" };
  }
}

async function act(services: Services, person: Person, press: SlackPress): Promise<SlackMessage> {
  const context: ServiceContext = { ...services, actor: person };
  const [{ action_id: action, value = "" } = { action_id: "" }] = press.actions;
  if (action === slackActions.open) {
    const hold = await readHold(context, value);
    const url = `${services.consoleUrl}/approvals/${hold.id}`;
    if (!hold.mayDecide.allowed) return tell(hold.mayDecide.why, { url, words: "Open it" });
    return (
      showHold(hold, services.consoleUrl) ??
      tell("This call is too long to be read here.", { url, words: "Decide it on its page" })
    );
  }
  if (action !== slackActions.approve && action !== slackActions.deny)
    return tell("This button is not known any more.");
  const verdict = action === slackActions.approve ? "approved" : "denied";
  const { state } = await decideHold(context, { ...shownIn(value), verdict, reason: typed(press, slackFields.reason) });
  return tell(
    state === "pending" ? "Your approval counts. Others have to approve too." : `The call is ${state}, by you.`,
  );
}

async function link(services: Services, press: SlackPress): Promise<SlackMessage> {
  const { username, name, id } = press.user;
  const user = { ...userOf(press), slackName: username ?? name ?? id };
  const email = await linkSlackUser(services, user, typed(press, slackFields.code));
  if (email === null) return askForCode(services.consoleUrl, "That code is not good, or no longer.");
  return tell(`You decide as ${email} from here on. Press the button of the call again.`);
}

function userOf({ user, team }: SlackPress): { teamId: string; slackUserId: string } {
  return { teamId: user.team_id ?? team?.id ?? "", slackUserId: user.id };
}

function typed({ state }: SlackPress, field: string): string {
  return state?.values[field]?.[field]?.value ?? "";
}

/** The call and the digest that a message showed; the verb refuses what is neither. */
function shownIn(value: string): object {
  try {
    const shown: unknown = JSON.parse(value);
    return typeof shown === "object" && shown !== null ? shown : {};
  } catch {
    return {};
  }
}

function inboxOf({ consoleUrl }: Services) {
  return { url: `${consoleUrl}/approvals`, words: "Open the inbox" };
}
