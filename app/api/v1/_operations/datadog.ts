import { z } from "zod";
import { applyDatadogContent } from "#lib/datadog/apply-datadog-content.ts";
import { connectDatadog } from "#lib/datadog/connect-datadog.ts";
import { planDatadogContent } from "#lib/datadog/plan-datadog-content.ts";
import { ApplyContent, ConnectDatadog, PlanContent } from "#lib/datadog/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";

const tag = "datadog";

const Change = z.object({
  key: z.string(),
  kind: z.enum(["dashboard", "monitor"]),
  title: z.string(),
  change: z.enum(["create", "update", "unchanged", "remove"]),
  before: z.string().nullable().describe("As Datadog's API writes it; of what is there, the part that ours speaks of."),
  after: z.string().nullable(),
});

export const datadogOperations = [
  defineOperation({
    id: "connectDatadog",
    method: "POST",
    path: "/connections/datadog",
    tag,
    summary: "Adds a Datadog account as an upstream: a connection for each of its hosts, once Datadog knows the key.",
    status: 201,
    body: ConnectDatadog,
    answer: z.object({ connections: z.array(z.object({ id: z.string(), slug: z.string() })) }),
    run: (context, { body }) => connectDatadog(context, body),
  }),
  defineOperation({
    id: "planDatadogContent",
    method: "POST",
    path: "/sinks/{sinkId}/datadog-content/plan",
    tag,
    summary: "What installing the dashboard and monitors in a sink's account, or removing them, would change there.",
    body: PlanContent.omit({ sinkId: true }),
    answer: z.object({ changes: z.array(Change), digest: z.string() }),
    run: (context, { params, body }) => planDatadogContent(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "applyDatadogContent",
    method: "POST",
    path: "/sinks/{sinkId}/datadog-content",
    tag,
    summary: "Does what the plan of a digest says, or the part of it that keys name.",
    body: ApplyContent.omit({ sinkId: true }),
    answer: z.object({ changes: z.array(Change) }),
    run: (context, { params, body }) => applyDatadogContent(context, { ...body, ...params }),
  }),
];
