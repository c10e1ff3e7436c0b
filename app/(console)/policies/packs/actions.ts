"use server";

import { defineAction } from "#app/_server/action.ts";
import { installPack } from "#lib/packs/install-pack.ts";
import { previewPack } from "#lib/packs/preview-pack.ts";

export const previewPackAction = defineAction(previewPack);
export const installPackAction = defineAction(installPack);
