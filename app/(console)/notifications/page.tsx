import type { Metadata } from "next";
import { getConsole } from "#app/_server/console.ts";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listChannels } from "#lib/notifications/list-channels.ts";
import { listSlackUsers } from "#lib/slack/list-slack-users.ts";
import { listStandIns } from "#lib/stand-ins/list-stand-ins.ts";
import { NotificationsPage } from "./notifications-page.tsx";

export const metadata: Metadata = { title: "Notifications" };

export default async function Page() {
  const context = await getContext();
  const { actor } = context;
  const [channels, standIns, slackUsers] = await Promise.all([
    listChannels(context),
    listStandIns(context),
    listSlackUsers(context),
  ]);
  return (
    <NotificationsPage
      channels={channels}
      standIns={standIns}
      slackUsers={slackUsers}
      consoleUrl={getConsole().env.CONSOLE_URL}
      person={{
        email: actor.email,
        groups: actor.groups,
        seesShared: can(actor, "notifications.read"),
        changesShared: can(actor, "notifications.write"),
      }}
    />
  );
}
