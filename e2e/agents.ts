import { client as datadog, v1 } from "@datadog/datadog-api-client";
import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema, type CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { ProductUnderTest } from "./setup/product.ts";

/** The official MCP client as it comes: it finds the provider from the gateway's 401 and gets its own tokens. */
export async function connectMcpAgent({ gatewayUrl, agent }: ProductUnderTest): Promise<Client> {
  const client = new Client({ name: "story-agent", version: "1.0.0" });
  const authProvider = new ClientCredentialsProvider({
    clientId: agent.clientId,
    clientSecret: agent.clientSecret,
    expectedIssuer: agent.issuer,
  });
  const url = new URL(`${gatewayUrl}/mcp/everything`);
  await client.connect(new StreamableHTTPClientTransport(url, { authProvider }));
  return client;
}

/** One tool call, as a plain promise with the text of its answer. */
export async function callTool(
  client: Client,
  name: string,
  input: Record<string, unknown>,
): Promise<{ text: string; isError: boolean }> {
  const result: CallToolResult = CallToolResultSchema.parse(await client.callTool({ name, arguments: input }));
  const text = result.content.map((part) => (part.type === "text" ? part.text : "")).join("\n");
  return { text, isError: result.isError === true };
}

/** The official Datadog client with a gateway key where Datadog's API key would be. */
export function connectDatadogAgent({ gatewayUrl, agent }: ProductUnderTest, key = agent.gatewayKey): v1.DashboardsApi {
  const configuration = datadog.createConfiguration({
    authMethods: { apiKeyAuth: key, appKeyAuth: "not-a-datadog-key" },
    baseServer: new datadog.BaseServerConfiguration(`${gatewayUrl}/http/datadog`, {}),
  });
  return new v1.DashboardsApi(configuration);
}

export function dashboardCalled(title: string): v1.Dashboard {
  return { title, layoutType: "ordered", widgets: [{ definition: { type: "note", content: "checkout" } }] };
}
