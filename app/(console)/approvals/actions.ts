"use server";

import { decideHold } from "#lib/holds/decide-hold.ts";
import type { DecideHold } from "#lib/holds/schemas.ts";
import { defineAction } from "#app/_server/action.ts";

export const decideHoldAction = defineAction<DecideHold, { state: "approved" | "denied" }>(decideHold);
