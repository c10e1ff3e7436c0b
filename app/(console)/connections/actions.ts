"use server";

import { defineAction } from "#app/_server/action.ts";
import { createConnection } from "#lib/connections/create-connection.ts";
import { updateConnection } from "#lib/connections/update-connection.ts";

export const createConnectionAction = defineAction(createConnection);
export const updateConnectionAction = defineAction(updateConnection);
