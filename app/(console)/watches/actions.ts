"use server";

import { defineAction } from "#app/_server/action.ts";
import { createWatch } from "#lib/watches/create-watch.ts";
import { removeWatch } from "#lib/watches/remove-watch.ts";
import { updateWatch } from "#lib/watches/update-watch.ts";

export const createWatchAction = defineAction(createWatch);
export const updateWatchAction = defineAction(updateWatch);
export const removeWatchAction = defineAction(removeWatch);
