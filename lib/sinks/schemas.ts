import { z } from "zod";
import { EventStatus } from "#lib/ledger/events.ts";
import { EventGroup } from "#lib/ledger/schemas.ts";
import { MaskObligation } from "#lib/masking/schemas.ts";
import { datadogSites, sinkFieldNames, sinkKindNames } from "./shapes.ts";

export const SinkKind = z.enum(sinkKindNames);
export type SinkKind = z.infer<typeof SinkKind>;

export const DatadogSite = z.enum(datadogSites);
export type DatadogSite = z.infer<typeof DatadogSite>;

/** What a sink is opened with; kept sealed. Empty where its kind needs none. */
export const SinkCredential = z.strictObject({ apiKey: z.string() });
export type SinkCredential = z.infer<typeof SinkCredential>;

const Value = z.string().trim().min(1).max(200);

/** Which events: all that is given must hold. `decisions`: what policy or people decided; `approved`: what people let run. */
export const SinkFilter = z.strictObject({
  only: z.enum(["decisions", "approved"]).optional(),
  groups: z.array(EventGroup).min(1).optional(),
  connections: z.array(Value).min(1).max(100).optional(),
  agents: z.array(Value).min(1).max(100).optional(),
  statuses: z.array(EventStatus).min(1).optional(),
});
export type SinkFilter = z.infer<typeof SinkFilter>;

export const SinkField = z.enum(sinkFieldNames);
export type SinkField = z.infer<typeof SinkField>;

export const SinkSettings = z.strictObject({
  filter: SinkFilter.optional(),
  withoutFields: z.array(SinkField).optional(),
  /** Beside what the rules of the policy mask. Paths of `fields` are those of the event as this sink gets it. */
  masks: z.array(MaskObligation).max(20).optional(),
  /** datadog: added to every event, such as `env:prod`. */
  tags: z
    .array(
      z
        .string()
        .trim()
        .regex(/^[a-z][\w.:/-]*$/i, "Write tags as name:value.")
        .max(200),
    )
    .max(50)
    .optional(),
  /** otlp: the header that the key is sent in, as it is; `authorization` where absent. */
  header: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9-]*$/i, "Give the name of a header.")
    .max(100)
    .optional(),
  /** elasticsearch, splunk: the index. */
  index: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9_.-]*$/, "Give an index in lower case.")
    .max(200)
    .optional(),
  /** s3: whose key it is, and the region that signatures name. */
  accessKeyId: Value.optional(),
  region: Value.optional(),
  /** https and syslog: certificates (PEM) to trust beside the well-known ones. */
  certificates: z.string().max(100_000).optional(),
});
export type SinkSettings = z.infer<typeof SinkSettings>;

const sinkFields = {
  name: z.string().trim().min(1, "Give the sink a name.").max(100),
  /** Where it is: the intake's base address, or what docs/sinks.md says of its kind. */
  url: z
    .string()
    .trim()
    .regex(/^(?:https?|tls|file):\/\/[^\s?#@]+$/, "Give its address, such as https://http-intake.logs.datadoghq.com.")
    .max(500)
    .transform((url) => url.replace(/\/+$/, "")),
};
const apiKey = z.string().trim().max(5_000);
const id = z.string().max(64);

export const CreateSink = z.strictObject({
  ...sinkFields,
  kind: SinkKind,
  apiKey: apiKey.default(""),
  settings: SinkSettings.default({}),
  /** `now`: leave out what the ledger holds already. */
  startAt: z.enum(["beginning", "now"]).default("beginning"),
});
export type CreateSink = z.infer<typeof CreateSink>;

export const UpdateSink = z.strictObject({
  id,
  ...sinkFields,
  enabled: z.boolean(),
  /** Absent: keep the stored one. */
  apiKey: apiKey.min(1, "Give the API key that the sink accepts.").optional(),
  /** Absent: keep them. */
  settings: SinkSettings.optional(),
});

export const CompareSinkKey = z.strictObject({ id, apiKey });

/** One sink, named by its id: pause, resume, test, history, preview. */
export const NameSink = z.strictObject({ id });

/** Without `eventIds`: all that it refused. */
export const ReplayDeadLetters = z.strictObject({
  id,
  eventIds: z.array(z.string().max(64)).min(1).max(1_000).optional(),
});

/** `from` is included, `to` is not. */
export const StartBackfill = z
  .strictObject({ id, from: z.date(), to: z.date() })
  .refine(({ from, to }) => from < to, { message: "The range ends before it begins.", path: ["to"] });

export const CancelBackfill = z.strictObject({ id, backfillId: id });
