"use server";

import { defineAction } from "#app/_server/action.ts";
import { createSchedule } from "#lib/export-schedules/create-schedule.ts";
import { removeSchedule } from "#lib/export-schedules/remove-schedule.ts";
import { updateSchedule } from "#lib/export-schedules/update-schedule.ts";
import { cancelExport } from "#lib/exports/cancel-export.ts";
import { startExport } from "#lib/exports/start-export.ts";

export const startExportAction = defineAction(startExport);
export const cancelExportAction = defineAction(cancelExport);
export const createScheduleAction = defineAction(createSchedule);
export const updateScheduleAction = defineAction(updateSchedule);
export const removeScheduleAction = defineAction(removeSchedule);
