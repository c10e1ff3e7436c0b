import { z } from "zod";
import { ConnectionSlug } from "#lib/connections/schemas.ts";
import { DatadogSite } from "#lib/sinks/schemas.ts";
import { datadogReaches } from "./shapes.ts";

const Key = (words: string) => z.string().trim().min(1, words).max(200);

/** The account of a Datadog sink, with an application key that is used once and not kept. */
const account = {
  sinkId: z.string().max(64),
  appKey: Key("Give an application key of this account. It is used now and not kept."),
};

const Wishes = {
  /** Slugs of connections that no agent should reach unseen; absent: that monitor stays as it is. */
  sensitive: z.array(ConnectionSlug).max(50).optional(),
  /** Who is told, as Datadog's handles; absent: as the monitors there have it. */
  notify: z.string().trim().max(500).optional(),
};
export type ContentWishes = z.infer<z.ZodObject<typeof Wishes>>;

export const PlanContent = z.strictObject({ ...account, ...Wishes, remove: z.boolean().default(false) });

/** `digest`: of the plan that was shown. `keys`: what of it to write; absent: all. */
export const ApplyContent = PlanContent.extend({
  digest: z.string().max(100),
  keys: z.array(z.string().max(100)).max(50).optional(),
});

/** What would become of one dashboard or monitor. `before` and `after`: as Datadog's API writes it. */
export type ContentChange = {
  key: string;
  kind: "dashboard" | "monitor";
  title: string;
  change: "create" | "update" | "unchanged" | "remove";
  before: string | null;
  after: string | null;
};

/** `digest` stands for this plan: applying it refuses where another one would come out by now. */
export type ContentPlan = { changes: ContentChange[]; digest: string };

export const DatadogReach = z.enum(datadogReaches);
export type DatadogReach = z.infer<typeof DatadogReach>;

const OwnAddress = z
  .string()
  .trim()
  .regex(
    /^https?:\/\/[^\s/?#@]+$/,
    "Choose a site, or give an address without a path, such as https://datadog.example.com.",
  )
  .max(300);

export const ConnectDatadog = z
  .strictObject({
    /** Of the connection to the API; the others add -logs, -events and -mcp. */
    slug: ConnectionSlug.max(50),
    /** One of Datadog's sites, or the address of what stands in for its API. */
    site: z.union([DatadogSite, OwnAddress]),
    apiKey: Key("Give the API key that the gateway shows to Datadog."),
    appKey: Key("Give the application key that the gateway shows to Datadog."),
    reach: z.array(DatadogReach).min(1, "Choose at least one of Datadog's hosts.").max(4),
    /** Caller groups that may use them; empty: every authenticated caller. */
    groups: z.array(z.string().trim().min(1).max(200)).max(100).default([]),
    /** What clients have as their site (DD_SITE): requests for api.<it> and the like lead here. Absent: by path only. */
    clientSite: z
      .string()
      .trim()
      .toLowerCase()
      .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/, "Give a host name, such as dd.example.com.")
      .max(200)
      .optional(),
  })
  .refine(({ site, reach }) => !(site.endsWith("ddog-gov.com") && reach.includes("mcp")), {
    message: "Datadog has no MCP server on its government sites.",
    path: ["reach"],
  });
