"use server";

import { revokeGrant } from "#lib/grants/revoke-grant.ts";
import { breakGlass } from "#lib/holds/break-glass.ts";
import { commentHold } from "#lib/holds/comment-hold.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { reviewHold } from "#lib/holds/review-hold.ts";
import { withdrawHold } from "#lib/holds/withdraw-hold.ts";
import { defineAction } from "#app/_server/action.ts";

export const decideHoldAction = defineAction(decideHold);
export const breakGlassAction = defineAction(breakGlass);
export const commentHoldAction = defineAction(commentHold);
export const reviewHoldAction = defineAction(reviewHold);
export const withdrawHoldAction = defineAction(withdrawHold);
export const revokeGrantAction = defineAction(revokeGrant);
