import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Call } from "./call.ts";

export type Risk = "read" | "write" | "high" | "unknown";

const readingMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * How much a call can do, for whoever looks through the audit log; policy does not go by it. Of a tool what its server says of
 * it, with the defaults of MCP: what is not said to be harmless may destroy. Of HTTP what the method promises.
 */
export function riskOf({ tools }: Pick<LiveConnection, "tools">, call: Call): Risk {
  if (call.kind === "http") {
    if (readingMethods.has(call.httpMethod)) return "read";
    return call.httpMethod === "DELETE" ? "high" : "write";
  }
  if (call.tool === null) return "read";
  const annotations = tools.get(call.tool)?.annotations;
  if (annotations === undefined) return "unknown";
  if (annotations["readOnlyHint"] === true) return "read";
  return annotations["destructiveHint"] === false ? "write" : "high";
}
