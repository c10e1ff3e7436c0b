import { isUtf8 } from "node:buffer";
import { z } from "zod";

/** What a stored request says: arguments of an MCP call, or the body of an HTTP call. As it was stored, so masked. */
export type StoredRequest = { args?: Record<string, unknown>; body?: unknown };

const Message = z.object({
  method: z.string(),
  params: z.record(z.string(), z.unknown()).default({}),
});
const Arguments = z.record(z.string(), z.unknown()).default({});

/** Reads a stored request body; null where it was cut, or cannot be read as what it should be. */
export function readStoredRequest(
  kind: "mcp" | "http",
  stored: { body: Buffer; truncated: boolean },
): StoredRequest | null {
  if (stored.truncated) return null;
  if (stored.body.length === 0) return kind === "http" ? { body: null } : null;
  if (!isUtf8(stored.body)) return null;
  const text = stored.body.toString("utf8");
  const json = parseJson(text);
  if (kind === "http") return { body: json === undefined ? text : json };
  const message = Message.safeParse(json);
  if (!message.success) return null;
  const { _meta, ...named } = message.data.params;
  if (message.data.method !== "tools/call") return { args: named };
  const args = Arguments.safeParse(named["arguments"]);
  return args.success ? { args: args.data } : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
