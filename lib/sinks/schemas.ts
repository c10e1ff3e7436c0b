import { z } from "zod";

/** What a sink is opened with; kept sealed. */
export const SinkCredential = z.strictObject({ apiKey: z.string() });
export type SinkCredential = z.infer<typeof SinkCredential>;

export const CreateSink = z.strictObject({
  name: z.string().trim().min(1, "Give the sink a name.").max(100),
  kind: z.literal("datadog"),
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
  apiKey: z.string().trim().min(1, "Give the API key that the sink accepts.").max(500),
});
export type CreateSink = z.infer<typeof CreateSink>;
