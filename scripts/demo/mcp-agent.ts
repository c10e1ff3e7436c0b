import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CallToolResultSchema, type CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { say } from "./say.ts";
import type { DemoSettings } from "./settings.ts";

const retryPauseMs = 1_000;

/** Connects as any MCP client would: the address of the connection, and the agent's own OAuth client. */
export async function connectMcp(settings: DemoSettings, slug: string): Promise<Client> {
  const client = new Client({ name: "holdpoint-demo", version: "1.0.0" });
  const authProvider = new ClientCredentialsProvider({
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    expectedIssuer: settings.issuer,
  });
  const url = new URL(`${settings.gatewayUrl}/mcp/${slug}`);
  await client.connect(new StreamableHTTPClientTransport(url, { authProvider }));
  return client;
}

/** What anybody may do: list the tools, call some that the policy allows. */
export async function callAllowedTools(client: Client): Promise<void> {
  const { tools } = await client.listTools();
  say(`everything: tools/list shows ${tools.length} tools`);
  const calls = [
    { name: "echo", arguments: { message: "Hello from the demo agent" } },
    { name: "get-structured-content", arguments: { location: "New York" } },
    { name: "get-tiny-image", arguments: {} },
    { name: "echo", arguments: { message: "The quick brown fox" } },
  ];
  for (const call of calls) {
    const result = await callTool(client, call, AbortSignal.timeout(30_000));
    say(`everything: ${call.name} is allowed, it answered ${textOf(result)}`);
  }
}

/** A held call: waits for a person, retrying the identical call where the gateway says that it is still pending. */
export async function callHeldTool(client: Client, sum: { a: number; b: number }, signal: AbortSignal): Promise<void> {
  const label = `everything: get-sum ${sum.a} + ${sum.b}`;
  say(`${label} is asked for; the policy holds it`);
  for (;;) {
    const result = await callTool(client, { name: "get-sum", arguments: sum }, signal);
    if (!isPending(result)) {
      say(`${label} ${result.isError ? "did not run" : "ran"}: ${textOf(result)}`);
      return;
    }
    say(`${label} still waits for a person; the agent asks again`);
    await new Promise((resolve) => setTimeout(resolve, retryPauseMs));
  }
}

async function callTool(
  client: Client,
  call: { name: string; arguments: Record<string, unknown> },
  signal: AbortSignal,
): Promise<CallToolResult> {
  return CallToolResultSchema.parse(await client.callTool(call, CallToolResultSchema, { signal, timeout: 120_000 }));
}

function isPending(result: CallToolResult): boolean {
  const approval = result._meta?.["holdpoint/approval"];
  return typeof approval === "object" && approval !== null && "status" in approval && approval.status === "pending";
}

function textOf(result: CallToolResult): string {
  const text = result.content.map((part) => (part.type === "text" ? part.text : `(${part.type})`)).join(" ");
  const oneLine = text.replace(/\s+/g, " ");
  return oneLine.length > 160 ? `${oneLine.slice(0, 159)}…` : oneLine;
}
