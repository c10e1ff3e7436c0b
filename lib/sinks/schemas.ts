import { z } from "zod";

/** What a sink is opened with; kept sealed. */
export const SinkCredential = z.strictObject({ apiKey: z.string() });
export type SinkCredential = z.infer<typeof SinkCredential>;

const sinkFields = {
  name: z.string().trim().min(1, "Give the sink a name.").max(100),
  /** Base address of the logs intake, such as https://http-intake.logs.datadoghq.com. */
  url: z
    .string()
    .trim()
    .regex(
      /^https?:\/\/[^/\s?#]+\/*$/,
      "Give the intake's base address, such as https://http-intake.logs.datadoghq.com.",
    )
    .max(500)
    .transform((url) => url.replace(/\/+$/, "")),
};
const apiKey = z.string().trim().min(1, "Give the API key that the sink accepts.").max(500);
const id = z.string().max(64);

export const CreateSink = z.strictObject({ ...sinkFields, kind: z.literal("datadog"), apiKey });
export type CreateSink = z.infer<typeof CreateSink>;

export const UpdateSink = z.strictObject({
  id,
  ...sinkFields,
  enabled: z.boolean(),
  /** Absent: keep the stored one. */
  apiKey: apiKey.optional(),
});

export const CompareSinkKey = z.strictObject({ id, apiKey });
