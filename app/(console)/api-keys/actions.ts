"use server";

import { defineAction } from "#app/_server/action.ts";
import { createApiKey } from "#lib/api-keys/create-api-key.ts";
import { revokeApiKey } from "#lib/api-keys/revoke-api-key.ts";

export const createApiKeyAction = defineAction(createApiKey);
export const revokeApiKeyAction = defineAction(revokeApiKey);
