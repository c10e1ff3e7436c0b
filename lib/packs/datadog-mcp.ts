import type { Pack, PackExample } from "./schemas.ts";
import { datadogTools } from "./datadog-tools.ts";

const approvalS = 900;
const reading = ["get", "search", "list", "analyze", "aggregate", "find", "describe", "explore", "validate", "ddsql"];
const writes = datadogTools.filter((tool) => tool.class === "write").map(({ name }) => name);

/** Datadog's own MCP server, by its published tools. */
export const datadogMcp: Pack = {
  id: "datadog-mcp",
  version: 1,
  title: "Datadog MCP server",
  summary:
    "The tools of Datadog's MCP server: those that search and read pass, plain writes such as notebooks and cases pass, everything else waits for a person.",
  kind: "mcp",
  notes: [
    "A tool is taken to read when its name begins as Datadog's reading tools do: get_, search_, list_ and the like.",
    "Tools that Datadog adds later and that do not begin so are held.",
  ],
  rules: ({ connections, approvers }) => {
    return [
      { id: "datadog-mcp-reads", match: { connections, tools: reading.map((verb) => `${verb}_*`) }, effect: "allow" },
      { id: "datadog-mcp-writes", match: { connections, tools: writes }, effect: "allow" },
      {
        id: "datadog-mcp-resources",
        match: { connections, mcpMethods: ["resources/read", "prompts/get"] },
        effect: "allow",
      },
      {
        id: "datadog-mcp-others",
        match: { connections, mcpMethods: ["tools/call"] },
        when: `!tool.name.matches("^(${reading.join("|")})_") &&\n!(tool.name in [${writes.map((name) => `"${name}"`).join(", ")}])`,
        effect: "hold",
        message: "This changes something in Datadog that others rely on, or is not known to only read.",
        approval: { groups: approvers, expiresInS: approvalS },
      },
    ];
  },
  examples: (): PackExample[] => [
    ...datadogTools.map(({ name, toolset }) => ({ group: toolset, name, call: { tool: name } })),
    { group: "Not in the list", name: "a tool that begins with get_", call: { tool: "get_something_new" } },
    { group: "Not in the list", name: "any other tool", call: { tool: "restart_everything" } },
    { group: "Resources and prompts", name: "resources/read", call: { mcpMethod: "resources/read" } },
    { group: "Resources and prompts", name: "prompts/get", call: { mcpMethod: "prompts/get" } },
  ],
};
