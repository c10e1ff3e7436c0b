"use server";

import { defineAction } from "#app/_server/action.ts";
import { readPayloads } from "#lib/payloads/read-payloads.ts";
import { createView } from "#lib/views/create-view.ts";
import { markView } from "#lib/views/mark-view.ts";
import { removeView } from "#lib/views/remove-view.ts";
import { updateView } from "#lib/views/update-view.ts";

export const readPayloadsAction = defineAction(readPayloads);
export const createViewAction = defineAction(createView);
export const updateViewAction = defineAction(updateView);
export const removeViewAction = defineAction(removeView);
export const markViewAction = defineAction(markView);
