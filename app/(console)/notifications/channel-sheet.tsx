"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import { joinNames, splitNames } from "../names.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
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
  const router = useRouter();
  const formId = useId();
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
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);

  async function save(): Promise<ActionResult<{ id: string; secret?: string | null }>> {
    const { name, kind, moments } = draft;
    const groups = own ? [] : splitNames(draft.groups);
    if (channel) return updateChannelAction({ id: channel.id, name, groups, moments, enabled: channel.enabled });
    const mailbox = own ? {} : { address: draft.address };
    const signing = kind === "slack" && draft.signingSecret !== "" ? { signingSecret: draft.signingSecret } : {};
    const place = kind === "email" ? mailbox : { url: draft.url, ...signing };
    return createChannelAction({ own, name, kind, groups, moments, ...place });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const result = await save();
      if (!result.ok) {
        setRefused(result);
        return;
      }
      router.refresh();
      if (result.value.secret) setSecret(result.value.secret);
      else if (channel === null && draft.signingSecret !== "") setRequestUrl(requestUrlOf(consoleUrl, result.value.id));
      else onClose();
    });
  }

  return (
    <Sheet
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={secret ? "The webhook is ready" : requestUrl ? "One more step in Slack" : titleOf(channel, own)}
      footer={
        <div className="flex justify-end gap-2">
          {secret || requestUrl ? (
            <Button variant="primary" onClick={onClose}>
              {secret ? "I have stored the secret" : "Done"}
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" form={formId} variant="primary" pending={pending}>
                {channel ? "Save" : "Add the channel"}
              </Button>
            </>
          )}
        </div>
      }
    >
      {secret ? (
        <CreatedSecret secret={secret} />
      ) : requestUrl ? (
        <RequestUrl url={requestUrl} />
      ) : (
        <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          {refused && <Banner tone="danger">{refused.message}</Banner>}
          <ChannelFields
            draft={draft}
            onChange={setDraft}
            isNew={channel === null}
            ownEmail={own ? email : null}
            errors={refused?.fields ?? {}}
          />
          {channel?.kind === "slack" && <RequestUrl url={requestUrlOf(consoleUrl, channel.id)} />}
        </form>
      )}
    </Sheet>
  );
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
