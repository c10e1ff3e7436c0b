import { setTimeout as sleep } from "node:timers/promises";
import { fromJsonSchema, type McpServer } from "@modelcontextprotocol/server";
import { audio, embeddedResource, image, text } from "./scenario-content.ts";

const annotatedSchema = {
  type: "object",
  properties: { region: { type: "string", "x-mcp-header": "Region" }, query: { type: "string" } },
  required: ["region"],
} as const;

const schema2020 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: { address: { $anchor: "addressDef", type: "object", properties: { street: { type: "string" } } } },
  properties: { name: { type: "string" }, address: { $ref: "#/$defs/address" }, contactMethod: { type: "string" } },
  allOf: [{ anyOf: [{ required: ["name"] }, { required: ["address"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: { required: ["name"] },
  else: { required: [] },
  additionalProperties: false,
} as const;

/** The tools of the suite that answer at once, report on their way, or close their stream. */
export function registerTools(server: McpServer): void {
  const plain = {
    test_simple_text: [text("This is a simple text response for testing.")],
    test_image_content: [image],
    test_audio_content: [audio],
    test_embedded_resource: [embeddedResource],
    test_multiple_content_types: [text("Multiple content types test:"), image, embeddedResource],
  };
  for (const [name, content] of Object.entries(plain)) {
    server.registerTool(name, { description: `Answers for ${name}` }, () => ({ content }));
  }
  server.registerTool("test_error_handling", { description: "Fails" }, () => {
    throw new Error("This tool intentionally returns an error for testing");
  });
  server.registerTool(
    "json_schema_2020_12_tool",
    { description: "Tool with JSON Schema 2020-12 features", inputSchema: fromJsonSchema(schema2020) },
    () => ({ content: [text("taken")] }),
  );
  server.registerTool(
    "test_annotated_headers",
    { description: "Has a parameter that is mirrored in a header", inputSchema: fromJsonSchema(annotatedSchema) },
    () => ({ content: [text("taken")] }),
  );
  for (const name of ["test_tool_with_logging", "test_logging_tool"]) {
    server.registerTool(name, { description: "Logs while it runs" }, async (context) => {
      for (const step of ["started", "processing data", "completed"]) {
        await context.mcpReq.log("info", `Tool execution ${step}`);
        await sleep(50);
      }
      return { content: [text("logged")] };
    });
  }
  server.registerTool("test_tool_with_progress", { description: "Reports progress" }, async (context) => {
    const progressToken = context.mcpReq._meta?.progressToken ?? 0;
    for (const progress of [0, 50, 100]) {
      await context.mcpReq.notify({
        method: "notifications/progress",
        params: { progressToken, progress, total: 100 },
      });
      await sleep(50);
    }
    return { content: [text(String(progressToken))] };
  });
  server.registerTool("test_reconnection", { description: "Closes its stream halfway" }, async (context) => {
    context.http?.closeSSE?.();
    await sleep(100);
    return { content: [text("collected after reconnecting")] };
  });
}
