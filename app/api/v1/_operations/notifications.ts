import { z } from "zod";
import { readApprovalStats } from "#lib/approval-stats/read-approval-stats.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { listChannels } from "#lib/notifications/list-channels.ts";
import { removeChannel } from "#lib/notifications/remove-channel.ts";
import { ChannelKind, CreateChannel, Moment, UpdateChannel } from "#lib/notifications/schemas.ts";
import { testChannel } from "#lib/notifications/test-channel.ts";
import { updateChannel } from "#lib/notifications/update-channel.ts";
import { listSlackUsers } from "#lib/slack/list-slack-users.ts";
import { unlinkSlackUser } from "#lib/slack/unlink-slack-user.ts";
import { endStandIn } from "#lib/stand-ins/end-stand-in.ts";
import { listStandIns } from "#lib/stand-ins/list-stand-ins.ts";
import { nameStandIn } from "#lib/stand-ins/name-stand-in.ts";
import { NameStandIn } from "#lib/stand-ins/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Id, MaybeTime, Time } from "./fields.ts";

const tag = "notifications";

const Channel = z.object({
  id: z.string(),
  name: z.string(),
  kind: ChannelKind,
  own: z.boolean(),
  target: z.string().describe("An e-mail address, or the host of a webhook."),
  groups: z.array(z.string()),
  moments: z.array(Moment),
  enabled: z.boolean(),
  createdByName: z.string(),
  createdAt: Time,
  rungAt: MaybeTime,
  failingSince: MaybeTime,
  lastError: z.string().nullable(),
});

const StandIn = z.object({
  id: z.string(),
  state: z.enum(["planned", "active"]),
  mine: z.boolean(),
  absent: z.string(),
  standIn: z.string(),
  startsAt: Time,
  endsAt: Time,
  note: z.string(),
  mayEnd: z.boolean(),
});

const counts = {
  holds: z.number().int(),
  approved: z.number().int(),
  denied: z.number().int(),
  expired: z.number().int(),
  medianMs: z.number().nullable(),
  p95Ms: z.number().nullable().describe("19 of 20 were decided within this time."),
};

const ApprovalStats = z.object({
  days: z.number().int(),
  total: z.object({ ...counts, brokeGlass: z.number().int(), perDay: z.number() }),
  byDay: z.array(z.object({ day: z.string(), holds: z.number().int(), decided: z.number().int() })),
  byRule: z.array(
    z.object({
      ...counts,
      rule: z.string(),
      callers: z.number().int(),
      suggestion: z
        .object({ kind: z.enum(["grant", "allow"]), why: z.string() })
        .nullable()
        .describe("What would spare people decisions that are always approvals."),
    }),
  ),
  byApprover: z.array(
    z.object({
      userName: z.string(),
      approved: z.number().int(),
      denied: z.number().int(),
      hasty: z.number().int().describe("Approvals within five seconds of the asking."),
      medianMs: z.number().nullable(),
    }),
  ),
});

export const notificationOperations = [
  defineOperation({
    id: "listNotificationChannels",
    method: "GET",
    path: "/notification-channels",
    tag,
    summary: "Where people are told of held calls: one's own channels, and the shared ones for those who may see them.",
    answer: z.object({ channels: z.array(Channel) }),
    run: async (context) => ({ channels: await listChannels(context) }),
  }),
  defineOperation({
    id: "createNotificationChannel",
    method: "POST",
    path: "/notification-channels",
    tag,
    summary: "Adds a channel; a webhook's signing secret appears in this answer only.",
    status: 201,
    body: CreateChannel,
    answer: z.object({ id: z.string(), secret: z.string().nullable() }),
    run: (context, { body }) => createChannel(context, body),
  }),
  defineOperation({
    id: "updateNotificationChannel",
    method: "PUT",
    path: "/notification-channels/{id}",
    tag,
    summary: "Changes what a channel rings for, or whether it does.",
    body: UpdateChannel.omit({ id: true }),
    answer: Id,
    run: (context, { params, body }) => updateChannel(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "testNotificationChannel",
    method: "POST",
    path: "/notification-channels/{id}/test",
    tag,
    summary: "Has a test message sent; the channel shows what came of it.",
    status: 202,
    answer: Id,
    run: (context, { params }) => testChannel(context, params),
  }),
  defineOperation({
    id: "removeNotificationChannel",
    method: "DELETE",
    path: "/notification-channels/{id}",
    tag,
    summary: "Removes a channel with everything that waits to be told there.",
    answer: z.object({ name: z.string() }),
    run: (context, { params }) => removeChannel(context, params),
  }),
  defineOperation({
    id: "listSlackUsers",
    method: "GET",
    path: "/slack-users",
    tag,
    summary: "Slack users who decide as the person asking. They are linked on the page Notifications, by the person.",
    answer: z.object({
      slackUsers: z.array(
        z.object({ teamId: z.string(), slackUserId: z.string(), slackName: z.string(), createdAt: Time }),
      ),
    }),
    run: async (context) => ({ slackUsers: await listSlackUsers(context) }),
  }),
  defineOperation({
    id: "unlinkSlackUser",
    method: "DELETE",
    path: "/slack-users/{teamId}/{slackUserId}",
    tag,
    summary: "Ends that a Slack user decides as the person asking.",
    answer: z.object({ unlinked: z.literal(true) }),
    run: async (context, { params }) => {
      await unlinkSlackUser(context, params);
      return { unlinked: true as const };
    },
  }),
  defineOperation({
    id: "listStandIns",
    method: "GET",
    path: "/stand-ins",
    tag: "stand-ins",
    summary: "Who stands in for whom, now or later, as far as it concerns the person asking.",
    answer: z.object({ standIns: z.array(StandIn) }),
    run: async (context) => ({ standIns: await listStandIns(context) }),
  }),
  defineOperation({
    id: "nameStandIn",
    method: "POST",
    path: "/stand-ins",
    tag: "stand-ins",
    summary:
      "While the person is away, somebody else decides held calls with their groups; by a key made for deciding.",
    status: 201,
    body: NameStandIn,
    answer: Id,
    run: (context, { body }) => nameStandIn(context, body),
  }),
  defineOperation({
    id: "endStandIn",
    method: "POST",
    path: "/stand-ins/{id}/end",
    tag: "stand-ins",
    summary: "Ends a stand-in before its time.",
    answer: Id,
    run: (context, { params }) => endStandIn(context, params),
  }),
  defineOperation({
    id: "readApprovalStats",
    method: "GET",
    path: "/approval-stats",
    tag: "holds",
    summary: "How many calls are held, how long decisions take, and which rules are always approved.",
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) }),
    answer: ApprovalStats,
    run: (context, { query }) => readApprovalStats(context, query),
  }),
];
