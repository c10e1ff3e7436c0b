"use server";

import { defineAction } from "#app/_server/action.ts";
import { checkRule } from "#lib/policies/check-rule.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";

export const checkRuleAction = defineAction(checkRule);
export const publishPolicyAction = defineAction(publishPolicy);
