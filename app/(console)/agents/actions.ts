"use server";

import { defineAction } from "#app/_server/action.ts";
import { createGatewayKey } from "#lib/gateway-keys/create-gateway-key.ts";
import { revokeGatewayKey } from "#lib/gateway-keys/revoke-gateway-key.ts";

export const createGatewayKeyAction = defineAction(createGatewayKey);
export const revokeGatewayKeyAction = defineAction(revokeGatewayKey);
