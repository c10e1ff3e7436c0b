import { z } from "zod";
import { errorV2, type Answer, type Request } from "./answer.ts";

const keptChanges = 1_000;

/** As far as it is documented: titles of 500 characters, messages of 4,000, at most 100 tags. */
const ChangeEvent = z.object({
  data: z.object({
    type: z.literal("event"),
    attributes: z.object({
      category: z.literal("change"),
      title: z.string().min(1).max(500),
      message: z.string().max(4_000).optional(),
      aggregation_key: z.string().max(100).optional(),
      timestamp: z.string().optional(),
      tags: z.array(z.string().max(200)).max(100).optional(),
      attributes: z.object({
        changed_resource: z.object({ type: z.enum(["feature_flag", "configuration"]), name: z.string() }),
        author: z.object({ type: z.enum(["user", "system", "api", "automation"]), name: z.string() }).optional(),
      }),
    }),
  }),
});

export type ChangeAttributes = z.infer<typeof ChangeEvent>["data"]["attributes"];

/** POST /api/v2/events: change events, one a request; 202. */
export function takeChange(request: Request, apiKey: string, changes: ChangeAttributes[]): Answer {
  if (request.headers["dd-api-key"] !== apiKey) return errorV2(403, "Forbidden", "API key is invalid");
  const parsed = ChangeEvent.safeParse(parseJson(request.body));
  if (!parsed.success) return errorV2(400, "Bad Request", z.prettifyError(parsed.error));
  changes.push(parsed.data.data.attributes);
  if (changes.length > keptChanges) changes.shift();
  return { status: 202, body: { data: { type: "event", attributes: {} } } };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
