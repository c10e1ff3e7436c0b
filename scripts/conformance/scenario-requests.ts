import type { ElicitInputParams, McpServer, ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { text } from "./scenario-content.ts";
import { form } from "./scenario-input.ts";

/** Tools of the eras before, whose server asks the client by a request of its own on the open stream. */
export function registerServerInitiated(server: McpServer): void {
  server.registerTool(
    "test_sampling",
    { description: "Samples", inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, context) => {
      const params = { messages: [{ role: "user", content: text(prompt) }], maxTokens: 100 };
      const { content } = await context.mcpReq.send({ method: "sampling/createMessage", params });
      return { content: [text(`LLM response: ${JSON.stringify(content)}`)] };
    },
  );
  server.registerTool(
    "test_elicitation",
    { description: "Elicits", inputSchema: z.object({ message: z.string() }) },
    ({ message }, context) => elicit(context, form(message, { response: { type: "string" } })),
  );
  const defaults = {
    name: { type: "string", default: "John Doe" },
    age: { type: "integer", default: 30 },
    score: { type: "number", default: 95.5 },
    status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
    verified: { type: "boolean", default: true },
  };
  const options = [
    { const: "value1", title: "First Option" },
    { const: "value2", title: "Second Option" },
  ];
  const enums = {
    untitledSingle: { type: "string", enum: ["option1", "option2", "option3"] },
    titledSingle: { type: "string", oneOf: options },
    legacyEnum: { type: "string", enum: ["opt1", "opt2"], enumNames: ["Option One", "Option Two"] },
    untitledMulti: { type: "array", minItems: 1, items: { type: "string", enum: ["option1", "option2"] } },
    titledMulti: { type: "array", minItems: 1, items: { anyOf: options } },
  };
  for (const [tool, properties] of [
    ["test_elicitation_sep1034_defaults", defaults],
    ["test_elicitation_sep1330_enums", enums],
  ] as const) {
    server.registerTool(tool, { description: "Elicits a form" }, (context) => {
      const { message, requestedSchema } = form("Please fill in", properties);
      return elicit(context, { message, requestedSchema: { ...requestedSchema, required: [] } });
    });
  }
}

/** Asks on the stream of the call itself: the session's own stream may not be open yet, and then nobody would hear it. */
async function elicit(context: ServerContext, params: ElicitInputParams) {
  const { action, content } = await context.mcpReq.send({
    method: "elicitation/create",
    params: { mode: "form", ...params },
  });
  return { content: [text(`User response: action=${action}, content=${JSON.stringify(content ?? {})}`)] };
}
