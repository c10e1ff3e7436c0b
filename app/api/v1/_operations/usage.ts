import { z } from "zod";
import { readUsage } from "#lib/usage/read-usage.ts";
import { usageBys, usageSorts } from "#lib/usage/shapes.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Instant, Time } from "./fields.ts";

const count = z.number().int();
const Counts = z.object({
  requests: count.describe("Those that were answered."),
  failed: count,
  denied: count.describe("By policy."),
  held: count,
  approved: count,
  rejected: count.describe("Held calls that a person denied."),
  expired: count,
  requestBytes: count,
  responseBytes: count,
});
const Times = z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable();
const Measured = Counts.extend({
  gateway: Times.describe("Percentiles in ms, within 2 %, of the gateway itself."),
  upstream: Times,
});
const People = count.nullable().describe("How many different people.");
const Figures = Measured.extend({ people: People });

export const usageOperations = [
  defineOperation({
    id: "readUsage",
    method: "GET",
    path: "/usage",
    tag: "usage",
    summary:
      "How much was asked, of what, by whom, and how that went; one's own without the right to everybody's activity.",
    query: z.strictObject({
      from: Instant,
      to: Instant,
      server: z.string().optional(),
      user: z.string().optional().describe("The identity provider's id of a person."),
      agent: z.string().optional(),
      by: z.enum(usageBys).default("server"),
      sort: z.enum(usageSorts).default("busiest"),
      limit: z.coerce.number().int().min(1).max(1_000).default(20),
    }),
    answer: z.object({
      from: Time.describe("Rounded out to whole hours, or whole days (UTC)."),
      to: Time,
      bucketMs: count,
      scope: z.object({ kind: z.enum(["server", "user", "agent"]), id: z.string(), name: z.string() }).nullable(),
      own: z.boolean(),
      agents: z.array(z.string()).describe("That one answers for, where one sees not everybody's."),
      total: Figures,
      compared: z
        .object({ current: Figures, previous: Figures })
        .nullable()
        .describe("Up to the last full hour, and the time of the same length just before."),
      series: z.array(Measured.extend({ at: Time })),
      servers: z.array(z.object({ name: z.string(), points: z.array(z.object({ at: Time, requests: count })) })),
      by: z.enum(usageBys),
      rows: z.array(
        Measured.extend({
          server: z.string(),
          user: z.string(),
          userName: z.string(),
          agent: z.string(),
          tool: z.string(),
          people: People,
          change: z.number().nullable().describe("In requests, as a part of before."),
        }),
      ),
    }),
    run: (context, { query }) => readUsage(context, query),
  }),
];
