"use server";

import { defineAction } from "#app/_server/action.ts";
import { changeOwnedAgents } from "#lib/people/change-owned-agents.ts";
import { endSessions } from "#lib/people/end-sessions.ts";
import { grantRole } from "#lib/people/grant-role.ts";
import { removePerson } from "#lib/people/remove-person.ts";

export const changeOwnedAgentsAction = defineAction(changeOwnedAgents);
export const endSessionsAction = defineAction(endSessions);
export const grantRoleAction = defineAction(grantRole);
export const removePersonAction = defineAction(removePerson);
