import type { Pack, PackExample } from "./schemas.ts";

const approvalS = 900;
/** Hints of MCP, with the values that the protocol gives to those that are left out. */
const onlyReads = "tool.annotations.readOnlyHint == true";
const onlyAdds =
  "has(tool.annotations.destructiveHint) && tool.annotations.destructiveHint == false &&\nhas(tool.annotations.openWorldHint) && tool.annotations.openWorldHint == false";

/** Any MCP server, by what it says of its tools. */
export const mcpAnnotations: Pack = {
  id: "mcp-annotations",
  version: 1,
  title: "Any MCP server, by annotations",
  summary:
    "What the server says of its tools decides: those that only read pass, those that only add within the server pass, all others wait for a person.",
  kind: "mcp",
  notes: [
    "Annotations are the server's own words. Use this pack for servers that you trust to tell the truth.",
    "The gateway learns annotations from tools/list. A tool that no client has listed yet, or one without annotations, is held.",
  ],
  rules: ({ connections, approvers }) => [
    {
      id: "mcp-annotations-reads",
      match: { connections, mcpMethods: ["tools/call"] },
      when: onlyReads,
      effect: "allow",
    },
    {
      id: "mcp-annotations-additions",
      match: { connections, mcpMethods: ["tools/call"] },
      when: onlyAdds,
      effect: "allow",
    },
    {
      id: "mcp-annotations-resources",
      match: { connections, mcpMethods: ["resources/read", "prompts/get"] },
      effect: "allow",
    },
    {
      id: "mcp-annotations-others",
      match: { connections, mcpMethods: ["tools/call"] },
      when: `!(has(tool.annotations.readOnlyHint) && ${onlyReads}) &&\n!(${onlyAdds})`,
      effect: "hold",
      message: "The server does not say of this tool that it only reads or only adds, so a person looks at it first.",
      approval: { groups: approvers, expiresInS: approvalS },
    },
  ],
  examples: () => [
    tool("readOnlyHint: true", { readOnlyHint: true }),
    tool("destructiveHint: false, openWorldHint: false", { destructiveHint: false, openWorldHint: false }),
    tool("destructiveHint: false", { destructiveHint: false }),
    tool("readOnlyHint: false", { readOnlyHint: false }),
    tool("destructiveHint: true", { destructiveHint: true }),
    tool("annotations that say nothing", {}),
    { group: "Tools", name: "annotations that are not known", call: { tool: "a_tool" } },
    { group: "Resources and prompts", name: "resources/read", call: { mcpMethod: "resources/read" } },
    { group: "Resources and prompts", name: "prompts/get", call: { mcpMethod: "prompts/get" } },
  ],
};

function tool(name: string, annotations: Record<string, boolean>): PackExample {
  return { group: "Tools", name, call: { tool: "a_tool", annotations } };
}
