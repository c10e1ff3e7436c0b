"use server";

import { defineAction } from "#app/_server/action.ts";
import { applyDatadogContent } from "#lib/datadog/apply-datadog-content.ts";
import { planDatadogContent } from "#lib/datadog/plan-datadog-content.ts";
import { cancelBackfill } from "#lib/sinks/cancel-backfill.ts";
import { createSink } from "#lib/sinks/create-sink.ts";
import { pauseSink } from "#lib/sinks/pause-sink.ts";
import { replayDeadLetters } from "#lib/sinks/replay-dead-letters.ts";
import { resumeSink } from "#lib/sinks/resume-sink.ts";
import { startBackfill } from "#lib/sinks/start-backfill.ts";
import { testSink } from "#lib/sinks/test-sink.ts";
import { updateSink } from "#lib/sinks/update-sink.ts";

export const createSinkAction = defineAction(createSink);
export const updateSinkAction = defineAction(updateSink);
export const pauseSinkAction = defineAction(pauseSink);
export const resumeSinkAction = defineAction(resumeSink);
export const testSinkAction = defineAction(testSink);
export const replayDeadLettersAction = defineAction(replayDeadLetters);
export const startBackfillAction = defineAction(startBackfill);
export const cancelBackfillAction = defineAction(cancelBackfill);
export const planDatadogContentAction = defineAction(planDatadogContent);
export const applyDatadogContentAction = defineAction(applyDatadogContent);
