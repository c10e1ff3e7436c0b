"use server";

import { defineAction } from "#app/_server/action.ts";
import { readPayloads } from "#lib/payloads/read-payloads.ts";

export const readPayloadsAction = defineAction(readPayloads);
