"use server";

import { defineAction } from "#app/_server/action.ts";
import { createConnection } from "#lib/connections/create-connection.ts";
import { updateConnection } from "#lib/connections/update-connection.ts";
import { connectDatadog } from "#lib/datadog/connect-datadog.ts";
import { installPack } from "#lib/packs/install-pack.ts";

export const createConnectionAction = defineAction(createConnection);
export const updateConnectionAction = defineAction(updateConnection);
export const connectDatadogAction = defineAction(connectDatadog);
export const installPackAction = defineAction(installPack);
