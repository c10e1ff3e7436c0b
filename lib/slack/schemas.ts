import { z } from "zod";

/** What a press of a button in Slack says (a `block_actions` payload), as far as it is read. */
export const SlackPress = z.object({
  type: z.literal("block_actions"),
  user: z.object({
    id: z.string().min(1).max(100),
    username: z.string().max(200).optional(),
    name: z.string().max(200).optional(),
    team_id: z.string().max(100).optional(),
  }),
  team: z.object({ id: z.string().max(100) }).nullish(),
  response_url: z.url().max(2_000),
  actions: z.array(z.object({ action_id: z.string().max(255), value: z.string().max(2_000).optional() })).min(1),
  state: z
    .object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) })
    .optional(),
});
export type SlackPress = z.infer<typeof SlackPress>;

export const UnlinkSlackUser = z.strictObject({ teamId: z.string().max(100), slackUserId: z.string().max(100) });

/** A Slack user who decides as the person. */
export type LinkedSlackUser = { teamId: string; slackUserId: string; slackName: string; createdAt: Date };

/** Names of the buttons and fields in messages; a press comes back with them. */
export const slackActions = {
  open: "holdpoint_open",
  link: "holdpoint_link",
  approve: "holdpoint_approve",
  deny: "holdpoint_deny",
} as const;
export const slackFields = { code: "holdpoint_code", reason: "holdpoint_reason" } as const;
