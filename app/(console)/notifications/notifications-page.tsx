"use client";

import type { ReactNode } from "react";
import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import type { LinkedSlackUser } from "#lib/slack/schemas.ts";
import type { StandInSummary } from "#lib/stand-ins/schemas.ts";
import { ChannelSheet } from "./channel-sheet.tsx";
import { ChannelsTable } from "./channels-table.tsx";
import { notificationParsers } from "./search-params.ts";
import { LinkSlackUser, SlackUsersList } from "./slack-users.tsx";
import { StandInSheet } from "./stand-in-sheet.tsx";
import { StandInsList } from "./stand-ins-list.tsx";

type Person = { email: string; groups: string[]; seesShared: boolean; changesShared: boolean };
type NotificationsPageProps = {
  channels: ChannelSummary[];
  standIns: StandInSummary[];
  slackUsers: LinkedSlackUser[];
  consoleUrl: string;
  person: Person;
};

export function NotificationsPage({ channels, standIns, slackUsers, consoleUrl, person }: NotificationsPageProps) {
  const [{ form, channel }, setParams] = useQueryStates(notificationParsers);
  const changed = channels.find(({ id }) => id === channel) ?? null;
  const own = form === "own" || changed?.own === true;
  const open = (next: "own" | "shared" | "stand-in") => void setParams({ form: next, channel: null });
  const change = (id: string) => void setParams({ form: null, channel: id });
  const close = () => void setParams({ form: null, channel: null });
  return (
    <>
      <PageHeader
        title="Notifications"
        description="Where people are told that a call waits for them. Messages carry no arguments and no secrets, and their links need a sign-in."
      />
      <Section
        title="Yours"
        hint="For calls that you may decide, also while you stand in for somebody. Not for your own calls, nor once somebody else has decided."
        action={<Add onClick={() => open("own")}>Add a channel</Add>}
      >
        <ChannelsTable
          label="Your channels"
          channels={channels.filter((each) => each.own)}
          mayChange
          onChange={change}
          empty="You are told nowhere but in the inbox here."
        />
      </Section>
      <Section
        title="While somebody is away"
        hint="A stand-in decides with the groups of who is away, never calls that either of them asked for."
        action={<Add onClick={() => open("stand-in")}>Name a stand-in</Add>}
      >
        <StandInsList standIns={standIns} />
      </Section>
      <Section
        title="Slack"
        hint="A Slack user whom you link decides calls as you, by the button in messages of channels that have a signing secret."
        action={<LinkSlackUser />}
      >
        <SlackUsersList slackUsers={slackUsers} />
      </Section>
      {person.seesShared && (
        <Section
          title="Of groups"
          hint="One message to a place that several people read: an on-call mailbox, a channel of Slack or Teams, or a program."
          action={person.changesShared && <Add onClick={() => open("shared")}>Add a shared channel</Add>}
        >
          <ChannelsTable
            label="Channels of groups"
            channels={channels.filter((each) => !each.own)}
            mayChange={person.changesShared}
            onChange={change}
            empty="No group is told anywhere but in the inbox here."
          />
        </Section>
      )}
      <ChannelSheet
        key={`${form ?? ""} ${changed?.id ?? ""}`}
        open={changed !== null || form === "own" || form === "shared"}
        channel={changed}
        own={own}
        email={person.email}
        consoleUrl={consoleUrl}
        onClose={close}
      />
      <StandInSheet key={`stand-in ${form === "stand-in"}`} open={form === "stand-in"} onClose={close} />
    </>
  );
}

type SectionProps = { title: string; hint: string; action: ReactNode; children: ReactNode };

function Section({ title, hint, action, children }: SectionProps) {
  return (
    <section aria-label={title} className="border-b">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 pt-4 pb-2">
        <div className="min-w-0 grow">
          <h2 className="text-base font-semibold">{title}</h2>
          <p className="max-w-prose text-sm text-muted">{hint}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  );
}

function Add({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <Button onClick={onClick}>
      <Plus aria-hidden className="size-4" />
      {children}
    </Button>
  );
}
