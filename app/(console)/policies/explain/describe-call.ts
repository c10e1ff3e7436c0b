import type { TypedCall } from "#lib/policies/schemas.ts";

/** A call as words: "echo on everything by deploy-bot for sam@example.com". */
export function describeCall(call: TypedCall): string {
  const what = call.method ? `${call.method} ${call.path ?? "/"}` : (call.tool ?? call.mcpMethod ?? "a call");
  const agent = call.agent ? ` by ${call.agent}` : "";
  const person = call.caller?.email ?? call.caller?.sub;
  return `${what} on ${call.connection}${agent}${person ? ` for ${person}` : ""}`;
}
