"use server";

import { defineAction } from "#app/_server/action.ts";
import { disableIdentity } from "#lib/agents/disable-identity.ts";
import { enableIdentity } from "#lib/agents/enable-identity.ts";
import { createGatewayKey } from "#lib/gateway-keys/create-gateway-key.ts";
import { revokeGatewayKey } from "#lib/gateway-keys/revoke-gateway-key.ts";

export const disableIdentityAction = defineAction(disableIdentity);
export const enableIdentityAction = defineAction(enableIdentity);
export const createGatewayKeyAction = defineAction(createGatewayKey);
export const revokeGatewayKeyAction = defineAction(revokeGatewayKey);
