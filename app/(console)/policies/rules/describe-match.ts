import type { RuleMatch } from "#lib/policies/schemas.ts";
import { enumerate } from "../../names.ts";

/** Which calls a rule is about, as the end of a sentence: "calls of the tool get-sum on everything". */
export function describeMatch(match: RuleMatch): string {
  const what = describeCalls(match);
  const where = match.connections ? ` on ${enumerate(match.connections, "or")}` : "";
  const agents = match.agents ? ` by the ${plural("agent", match.agents)} ${enumerate(match.agents, "or")}` : "";
  const groups = match.groups ? ` from callers in ${enumerate(match.groups, "or")}` : "";
  return `${what}${where}${agents}${groups}`;
}

function describeCalls({ tools, mcpMethods, methods, paths, operations }: RuleMatch): string {
  if (operations) {
    const requests = methods ? `${enumerate(methods, "or")} requests` : "calls";
    return `${requests} of the ${plural("operation", operations)} ${enumerate(operations, "or")}`;
  }
  if (tools) return `calls of the ${plural("tool", tools)} ${enumerate(tools, "or")}`;
  if (mcpMethods) return `${enumerate(mcpMethods, "or")} calls`;
  const path = paths ? ` to ${enumerate(paths, "or")}` : "";
  if (methods) return `${enumerate(methods, "or")} requests${path}`;
  return paths ? `HTTP requests${path}` : "every call";
}

function plural(noun: string, names: readonly string[]): string {
  return names.length === 1 ? noun : `${noun}s`;
}
