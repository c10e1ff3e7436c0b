"use server";

import { defineAction } from "#app/_server/action.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { removeChannel } from "#lib/notifications/remove-channel.ts";
import { testChannel } from "#lib/notifications/test-channel.ts";
import { updateChannel } from "#lib/notifications/update-channel.ts";
import { createLinkCode } from "#lib/slack/create-link-code.ts";
import { unlinkSlackUser } from "#lib/slack/unlink-slack-user.ts";
import { endStandIn } from "#lib/stand-ins/end-stand-in.ts";
import { nameStandIn } from "#lib/stand-ins/name-stand-in.ts";

export const createChannelAction = defineAction(createChannel);
export const updateChannelAction = defineAction(updateChannel);
export const testChannelAction = defineAction(testChannel);
export const removeChannelAction = defineAction(removeChannel);
export const createLinkCodeAction = defineAction(createLinkCode);
export const unlinkSlackUserAction = defineAction(unlinkSlackUser);
export const nameStandInAction = defineAction(nameStandIn);
export const endStandInAction = defineAction(endStandIn);
