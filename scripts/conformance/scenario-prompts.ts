import { inputRequired, ResourceTemplate, type McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { image, pixel, text } from "./scenario-content.ts";

/** Prompts and resources of the suite. */
export function registerPrompts(server: McpServer): void {
  server.registerPrompt("test_simple_prompt", { description: "Without arguments" }, () => ({
    messages: [said(text("This is a simple prompt for testing."))],
  }));
  server.registerPrompt("test_prompt_with_image", { description: "With an image" }, () => ({
    messages: [said(image), said(text("Please analyze the image above."))],
  }));
  server.registerPrompt(
    "test_prompt_with_arguments",
    { description: "With arguments", argsSchema: z.object({ arg1: z.string(), arg2: z.string() }) },
    ({ arg1, arg2 }) => ({ messages: [said(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))] }),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    { description: "With a resource", argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        {
          role: "user",
          content: { type: "resource", resource: { uri: resourceUri, mimeType: "text/plain", text: "Embedded." } },
        },
        said(text("Please process the embedded resource above.")),
      ],
    }),
  );
  server.registerPrompt("test_input_required_result_prompt", { description: "Asks first" }, (context) => {
    if (context.mcpReq.inputResponses?.user_context !== undefined) return { messages: [said(text("with context"))] };
    return inputRequired({
      inputRequests: {
        user_context: inputRequired.elicit({
          message: "What context should the prompt use?",
          requestedSchema: { type: "object", properties: { context: { type: "string" } }, required: ["context"] },
        }),
      },
    });
  });
}

export function registerResources(server: McpServer): void {
  const contents = {
    "test://static-text": { mimeType: "text/plain", text: "This is the content of the static text resource." },
    "test://static-binary": { mimeType: "image/png", blob: pixel },
    "test://watched-resource": { mimeType: "text/plain", text: "Watched resource content" },
  };
  for (const [uri, content] of Object.entries(contents)) {
    server.registerResource(uri.slice(7), uri, { mimeType: content.mimeType }, () => ({
      contents: [{ uri, ...content }],
    }));
  }
  const template = new ResourceTemplate("test://template/{id}/data", { list: undefined });
  server.registerResource("template", template, { mimeType: "application/json" }, (uri, { id }) => ({
    contents: [
      { uri: uri.href, mimeType: "application/json", text: JSON.stringify({ id, data: `Data for ID: ${String(id)}` }) },
    ],
  }));
}

function said(content: ReturnType<typeof text> | typeof image) {
  return { role: "user" as const, content };
}
