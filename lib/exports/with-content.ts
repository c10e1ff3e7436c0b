import { z } from "zod";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import { readLines } from "./json-lines-format.ts";

/** Events whose payloads are in memory together: up to 512 KB each. */
const sliceSize = 16;
/** A held call may have been made long before it was recorded as finished. */
const longestCallMs = 2 * 86_400_000;

const Line = z.looseObject({ at: z.coerce.date(), type: z.string(), callId: z.string().nullable() });
type Line = z.infer<typeof Line>;

type StoredPayload = {
  callId: string;
  direction: "request" | "response";
  headers: Buffer;
  body: Buffer;
  contentType: string | null;
  bytes: number;
  sha256: string;
  truncated: boolean;
};

/** JSON lines of events with the request and response of their calls, opened, as `request` and `response`. */
export async function* withContent(
  { pool, sealer }: { pool: Pool; sealer: Sealer },
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const lines of readLines(source)) {
    for (let start = 0; start < lines.length; start += sliceSize) {
      const slice = lines.slice(start, start + sliceSize);
      const events = slice.map((line) => Line.parse(JSON.parse(line)));
      const payloads = await readPayloads(pool, events);
      const texts = events.map((event, index) => {
        const own = isCall(event) ? payloads.filter(({ callId }) => callId === event.callId) : [];
        const content = Object.fromEntries(own.map((payload) => [payload.direction, open(sealer, payload)]));
        return own.length === 0 ? slice[index] : `${slice[index]?.slice(0, -1)},${JSON.stringify(content).slice(1)}`;
      });
      yield Buffer.from(`${texts.join("\n")}\n`);
    }
  }
}

function isCall({ type, callId }: Line): boolean {
  return callId !== null && type.startsWith("call.");
}

async function readPayloads(pool: Pool, events: readonly Line[]): Promise<StoredPayload[]> {
  const calls = events.filter(isCall);
  if (calls.length === 0) return [];
  const times = calls.map(({ at }) => at.getTime());
  const { rows } = await pool.query<StoredPayload>({
    name: "export-payloads",
    text: `select call_id as "callId", direction, headers_sealed as headers, body_sealed as body,
        content_type as "contentType", bytes, sha256, truncated
      from audit_payload where call_id = any($1) and at between $2 and $3 order by call_id, direction`,
    values: [
      calls.map(({ callId }) => callId),
      new Date(Math.min(...times) - longestCallMs),
      new Date(Math.max(...times) + longestCallMs),
    ],
  });
  return rows;
}

/** What is no text is base64. */
function open(sealer: Sealer, { headers, body, contentType, bytes, sha256, truncated }: StoredPayload) {
  const opened = sealer.open("payload", body);
  const text = opened.toString();
  const isText = Buffer.from(text).equals(opened);
  return {
    headers: JSON.parse(sealer.open("payload", headers).toString()) as unknown,
    contentType,
    bytes,
    sha256,
    truncated,
    encoding: isText ? "text" : "base64",
    body: isText ? text : opened.toString("base64"),
  };
}
