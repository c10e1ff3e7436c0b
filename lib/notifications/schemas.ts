import { z } from "zod";
import { channelKinds, moments } from "./shapes.ts";

export const ChannelKind = z.enum(channelKinds);
export type ChannelKind = z.infer<typeof ChannelKind>;

export const Moment = z.enum(moments);
export type Moment = z.infer<typeof Moment>;

/** What a channel is opened with; kept sealed. */
export const ChannelTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("email"), address: z.string() }),
  /** With the signing secret of its app its messages have a button. */
  z.strictObject({ kind: z.literal("slack"), url: z.string(), signingSecret: z.string().optional() }),
  z.strictObject({ kind: z.literal("teams"), url: z.string() }),
  z.strictObject({ kind: z.literal("webhook"), url: z.string(), secret: z.string() }),
]);
export type ChannelTarget = z.infer<typeof ChannelTarget>;

const id = z.string().max(64);
const WebhookUrl = z
  .url({ protocol: /^https?$/, error: "Give the address of a webhook, such as https://hooks.slack.com/services/…" })
  .max(2_000)
  .refine((url) => {
    if (!URL.canParse(url)) return false;
    const { username, password } = new URL(url);
    return username === "" && password === "";
  }, "Leave user and password out of the address.");
const channelFields = {
  name: z.string().trim().min(1, "Give the channel a name.").max(100),
  groups: z.array(z.string().trim().min(1).max(200)).max(20).default([]),
  moments: z
    .array(Moment)
    .min(1, "Choose at least one moment.")
    .transform((moments) => [...new Set(moments)]),
};

/** `own`: for holds the person may decide; else for those that `groups` may decide, or for every hold. */
export const CreateChannel = z
  .strictObject({
    ...channelFields,
    own: z.boolean().default(false),
    kind: ChannelKind,
    /** Of kind `email`; one's own channel goes to the address one signs in with, and has none here. */
    address: z.email("Give an e-mail address.").max(254).optional(),
    /** Of the other kinds. */
    url: WebhookUrl.optional(),
    /** Of kind `slack`: that of the app whose webhook it is; its messages get a button, for people who have linked their user. */
    signingSecret: z.string().trim().min(16, "Copy the whole signing secret of the Slack app.").max(200).optional(),
  })
  .superRefine(({ kind, url, address, own, signingSecret }, refinement) => {
    const missing = (field: string, message: string) => refinement.addIssue({ code: "custom", path: [field], message });
    if (kind !== "email" && url === undefined) missing("url", "Give the address of the webhook.");
    if (kind !== "slack" && signingSecret !== undefined)
      missing("signingSecret", "Only Slack signs presses of buttons.");
    if (kind === "email" && !own && address === undefined) missing("address", "Give an e-mail address.");
    if (kind === "email" && own && address !== undefined)
      missing("address", "Your own channel goes to the address you sign in with.");
  });
export type CreateChannel = z.infer<typeof CreateChannel>;

export const UpdateChannel = z.strictObject({ id, ...channelFields, enabled: z.boolean() });
export const ChannelId = z.strictObject({ id });

/** A channel as it is listed; never with what opens it. */
export type ChannelSummary = {
  id: string;
  name: string;
  kind: ChannelKind;
  own: boolean;
  /** An e-mail address, or the host of a webhook. */
  target: string;
  groups: string[];
  moments: Moment[];
  enabled: boolean;
  createdByName: string;
  createdAt: Date;
  rungAt: Date | null;
  failingSince: Date | null;
  lastError: string | null;
};
