"use server";

import { defineAction } from "#app/_server/action.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";

export const publishPolicyAction = defineAction(publishPolicy);
