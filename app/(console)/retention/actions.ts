"use server";

import { defineAction } from "#app/_server/action.ts";
import { placeLegalHold } from "#lib/retention/place-legal-hold.ts";
import { releaseLegalHold } from "#lib/retention/release-legal-hold.ts";
import { updateRetention } from "#lib/retention/update-retention.ts";

export const updateRetentionAction = defineAction(updateRetention);
export const placeLegalHoldAction = defineAction(placeLegalHold);
export const releaseLegalHoldAction = defineAction(releaseLegalHold);
