"use client";

import { useState } from "react";
import { CodeBlock } from "#components/ui/code.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import type { ActionResult } from "#app/_server/action.ts";
import { FormSheet } from "../form-sheet.tsx";
import { joinNames, splitNames } from "../names.ts";
import { createChannelAction, updateChannelAction } from "./actions.ts";
import { ChannelFields, type ChannelDraft } from "./channel-fields.tsx";
import { CreatedSecret } from "./created-secret.tsx";

type ChannelSheetProps = {
  open: boolean;
  /** The channel that is changed; null for a new one. */
  channel: ChannelSummary | null;
  own: boolean;
  email: string;
  consoleUrl: string;
  onClose: () => void;
};

/** Adds or changes a channel. The signing secret of a new webhook is shown once, here. */
export function ChannelSheet({ open, channel, own, email, consoleUrl, onClose }: ChannelSheetProps) {
  const [draft, setDraft] = useState<ChannelDraft>({
    name: channel?.name ?? "",
    kind: channel?.kind ?? "email",
    address: "",
    url: "",
    signingSecret: "",
    groups: joinNames(channel?.groups),
    moments: channel?.moments ?? ["opened", "escalated", "broke-glass"],
  });
  const [secret, setSecret] = useState<string | null>(null);
  /** Where Slack tells of presses, once the channel is there. */
  const [requestUrl, setRequestUrl] = useState<string | null>(null);

  async function save(): Promise<ActionResult<{ id: string; secret?: string | null }>> {
    const { name, kind, moments } = draft;
    const groups = own ? [] : splitNames(draft.groups);
    if (channel) return updateChannelAction({ id: channel.id, name, groups, moments, enabled: channel.enabled });
    const mailbox = own ? {} : { address: draft.address };
    const signing = kind === "slack" && draft.signingSecret !== "" ? { signingSecret: draft.signingSecret } : {};
    const place = kind === "email" ? mailbox : { url: draft.url, ...signing };
    return createChannelAction({ own, name, kind, groups, moments, ...place });
  }

  function show({ id, secret: made }: { id: string; secret?: string | null }): void {
    if (made) setSecret(made);
    else if (channel === null && draft.signingSecret !== "") setRequestUrl(requestUrlOf(consoleUrl, id));
    else onClose();
  }

  return (
    <FormSheet
      open={open}
      title={titleOf(channel, own)}
      save={channel ? "Save" : "Add the channel"}
      act={save}
      onDone={show}
      outcome={outcomeOf(secret, requestUrl)}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <ChannelFields
            draft={draft}
            onChange={setDraft}
            isNew={channel === null}
            ownEmail={own ? email : null}
            errors={errors}
          />
          {channel?.kind === "slack" && <RequestUrl url={requestUrlOf(consoleUrl, channel.id)} />}
        </>
      )}
    </FormSheet>
  );
}

/** What the person has to take along, once the channel is there. */
function outcomeOf(secret: string | null, requestUrl: string | null) {
  if (secret) {
    return {
      title: "The webhook is ready",
      close: "I have stored the secret",
      content: <CreatedSecret secret={secret} />,
    };
  }
  if (!requestUrl) return null;
  return { title: "One more step in Slack", close: "Done", content: <RequestUrl url={requestUrl} /> };
}

function requestUrlOf(consoleUrl: string, id: string): string {
  return `${consoleUrl}/api/slack/${id}`;
}

function RequestUrl({ url }: { url: string }) {
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p>
        In the settings of the Slack app, turn on Interactivity and enter this Request URL. Slack has to reach it.
        Without the app’s signing secret, messages have no button.
      </p>
      <CodeBlock code={url} name="Request URL" />
    </div>
  );
}

function titleOf(channel: ChannelSummary | null, own: boolean): string {
  if (channel) return "Change the channel";
  return own ? "Add a channel of your own" : "Add a shared channel";
}
