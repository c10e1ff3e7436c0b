"use client";

import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";
import {
  channelKinds,
  kindWords,
  moments,
  momentWords,
  type ChannelKind,
  type Moment,
} from "#lib/notifications/shapes.ts";

export type ChannelDraft = {
  name: string;
  kind: ChannelKind;
  address: string;
  url: string;
  signingSecret: string;
  groups: string;
  moments: Moment[];
};

type ChannelFieldsProps = {
  draft: ChannelDraft;
  onChange: (draft: ChannelDraft) => void;
  /** Where a channel leads is said once: another place is another channel. */
  isNew: boolean;
  /** Of the person whose own channel it is; null for a shared one. */
  ownEmail: string | null;
  errors: Record<string, string>;
};

const urlHints: Record<Exclude<ChannelKind, "email">, string> = {
  slack: "Make an incoming webhook in Slack for one channel, and paste its address.",
  teams: "Make a workflow in Teams that posts to a channel when a webhook request is received, and paste its address.",
  webhook: "Any receiver of Standard Webhooks. You get a secret to check signatures with.",
};

export function ChannelFields({ draft, onChange, isNew, ownEmail, errors }: ChannelFieldsProps) {
  const set = (change: Partial<ChannelDraft>) => onChange({ ...draft, ...change });
  return (
    <>
      <Field label="Name" error={errors["name"]}>
        <Input
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          placeholder={ownEmail === null ? "On-call channel" : "My mailbox"}
          autoComplete="off"
        />
      </Field>
      {isNew && (
        <Field label="Where">
          <Select
            value={draft.kind}
            onChange={(event) =>
              set({ kind: channelKinds.find((kind) => kind === event.currentTarget.value) ?? "email" })
            }
          >
            {channelKinds.map((kind) => (
              <option key={kind} value={kind}>
                {kindWords[kind]}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {isNew && draft.kind === "email" && ownEmail !== null && (
        <p className="text-sm text-muted">Messages go to {ownEmail}, the address you sign in with.</p>
      )}
      {isNew && draft.kind === "email" && ownEmail === null && (
        <Field label="E-mail address" error={errors["address"]}>
          <Input
            type="email"
            value={draft.address}
            onChange={(event) => set({ address: event.currentTarget.value })}
            placeholder="on-call@example.com"
            autoComplete="off"
          />
        </Field>
      )}
      {isNew && draft.kind !== "email" && (
        <Field label="Address of the webhook" hint={urlHints[draft.kind]} error={errors["url"]}>
          <Input
            type="url"
            value={draft.url}
            onChange={(event) => set({ url: event.currentTarget.value })}
            placeholder="https://"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      )}
      {isNew && draft.kind === "slack" && (
        <Field
          label="Signing secret of the Slack app"
          hint="For a button in the messages, by which people who have linked their Slack user read and decide a call. May stay empty."
          error={errors["signingSecret"]}
        >
          <Input
            type="password"
            value={draft.signingSecret}
            onChange={(event) => set({ signingSecret: event.currentTarget.value })}
            autoComplete="off"
          />
        </Field>
      )}
      {ownEmail === null && (
        <Field
          label="For calls that these groups may decide"
          hint="Separated by commas. Empty: for every held call."
          error={errors["groups"]}
        >
          <Input
            value={draft.groups}
            onChange={(event) => set({ groups: event.currentTarget.value })}
            placeholder="approvers"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
      )}
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1 text-sm font-medium">Tell when</legend>
        {moments.map((moment) => (
          <Checkbox
            key={moment}
            label={momentWords[moment]}
            checked={draft.moments.includes(moment)}
            onChange={(event) =>
              set({
                moments: moments.filter((each) =>
                  each === moment ? event.currentTarget.checked : draft.moments.includes(each),
                ),
              })
            }
          />
        ))}
        {errors["moments"] && (
          <p role="alert" className="text-xs text-danger">
            {errors["moments"]}
          </p>
        )}
      </fieldset>
    </>
  );
}
