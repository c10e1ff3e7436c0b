import type { PolicyCall } from "#lib/policies/decision.ts";
import { TypedCall } from "#lib/policies/schemas.ts";

/** A call as people write it down, so that a past one can be changed and tried again. */
export function toTypedCall(call: PolicyCall): TypedCall {
  const { subject, email, groups, tool, toolFacts } = call;
  return TypedCall.parse({
    connection: call.connection,
    caller: { ...(subject !== null && { sub: subject }), ...(email !== null && { email }), groups: [...groups] },
    ...(call.agent !== null && { agent: call.agent }),
    ...(call.client !== null && { client: call.client }),
    ...(call.kind === "http" ? httpPart(call) : tool === null ? { mcpMethod: call.operation } : { tool }),
    ...(call.kind === "mcp" && call.args !== undefined && { args: call.args }),
    ...(toolFacts && { annotations: toolFacts.annotations, schemaHash: toolFacts.schemaHash }),
    at: new Date(call.at).toISOString(),
    ...(call.history && { history: call.history }),
  });
}

function httpPart({ method, path, query, body }: PolicyCall): object {
  return {
    method,
    path,
    ...(typeof query === "string" && query !== "" && { query }),
    ...(body !== undefined && body !== null && { body }),
  };
}
