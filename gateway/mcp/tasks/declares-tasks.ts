import type { McpCall } from "../../pipeline/call.ts";

export const tasksExtension = "io.modelcontextprotocol/tasks";

/** Whether the client says on this very request that it can poll tasks; what it said before does not count. */
export function declaresTasks({ modern, params }: McpCall): boolean {
  if (!modern) return false;
  const capabilities = member(member(params, "_meta"), "io.modelcontextprotocol/clientCapabilities");
  return member(member(capabilities, "extensions"), tasksExtension) !== undefined;
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}
