import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { client as datadog, v1 } from "@datadog/datadog-api-client";
import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { decideNextHold } from "./testing/decide-test-hold.ts";
import { startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

let gateway: TestGateway;
let everything: ChildProcess;
let datadogKey: string;
let client: Client;

beforeAll(async () => {
  const port = await freePort();
  everything = spawn(
    process.execPath,
    [
      "--import",
      "./scripts/supervisor/preload/listen-on-loopback.mjs",
      "node_modules/@modelcontextprotocol/server-everything/dist/index.js",
      "streamableHttp",
    ],
    { env: { ...process.env, PORT: String(port) }, stdio: "ignore" },
  );
  gateway = await startTestGateway();
  datadogKey = gateway.addKey({ agent: "dashboards-bot", connections: ["api"] });
  const hold: Pick<Rule, "effect" | "approval"> = {
    effect: "hold",
    approval: { groups: ["approvers"], expiresInS: 900 },
  };
  await gateway.publish(
    [
      { id: "sums-need-a-human", match: { tools: ["get-sum"] }, ...hold },
      { id: "tools", match: { connections: ["tools"] }, effect: "allow" },
      { id: "changes-need-a-human", match: { connections: ["api"], methods: ["POST"] }, ...hold },
      { id: "reads", match: { connections: ["api"], methods: ["GET"] }, effect: "allow" },
    ],
    (document) => {
      for (const connection of document.connections) {
        if (connection.kind === "mcp") connection.baseUrl = `http://127.0.0.1:${port}/mcp`;
      }
    },
  );
  await until(() => fetch(`http://127.0.0.1:${port}/mcp`).then(Boolean, () => false));
  client = new Client({ name: "official-client", version: "1" });
  // Nothing but its own credentials: where to get a token, and for what, it finds by way of the gateway's 401.
  const authProvider = new ClientCredentialsProvider({
    clientId: "demo-agent",
    clientSecret: "secret",
    expectedIssuer: gateway.issuer.issuer,
  });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp/tools`), { authProvider }));
});
afterAll(async () => {
  await client.close();
  everything.kill("SIGKILL");
  await once(everything, "exit");
  await gateway.close();
});

function textOf(result: unknown): string {
  const [first] = (result as CallToolResult).content;
  return first?.type === "text" ? first.text : "";
}

test("the official MCP client finds its token from the 401 alone, lists tools and calls one", async () => {
  const { tools } = await client.listTools();
  expect(tools.map((tool) => tool.name)).toContain("get-sum");
  expect(textOf(await client.callTool({ name: "echo", arguments: { message: "hi" } }))).toBe("Echo: hi");
  const called = (await gateway.events()).findLast((event) => event.type === "call.finished" && event.tool === "echo");
  expect(called).toMatchObject({ status: "ok", agent: "demo-agent", decision: "allow", rule: "tools" });
  const initialized = (await gateway.events()).find((event) => event.operation === "initialize");
  expect(initialized?.attrs).toMatchObject({ "mcp.client.name": "official-client" });
});

test("progress of a long tool reaches the client while the tool runs", async () => {
  const progress: number[] = [];
  await client.callTool({ name: "trigger-long-running-operation", arguments: { duration: 0.3, steps: 3 } }, undefined, {
    onprogress: (update) => progress.push(update.progress),
  });
  expect(progress).toEqual([1, 2, 3]);
});

test("a held tool call gets the real result on the request that the agent made, and a denied one says why", async () => {
  const approved = client.callTool({ name: "get-sum", arguments: { a: 2, b: 3 } });
  await decideNextHold(gateway.database.pool, "approved");
  expect(textOf(await approved)).toContain("5");
  const denied = client.callTool({ name: "get-sum", arguments: { a: 2, b: 4 } });
  await decideNextHold(gateway.database.pool, "denied");
  const result = await denied;
  expect(result.isError).toBe(true);
  expect(textOf(result)).toContain("denied by alice@example.com: too risky");
});

test("the official Datadog client works with a gateway key: held, approved, forwarded with the stored keys", async () => {
  gateway.upstream.answerWith((_, response) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ id: "abc", title: "a", layout_type: "ordered", widgets: [] })),
  );
  const configuration = datadog.createConfiguration({
    authMethods: { apiKeyAuth: datadogKey, appKeyAuth: "none" },
    baseServer: new datadog.BaseServerConfiguration(`${gateway.url}/http/api`, {}),
  });
  const created = new v1.DashboardsApi(configuration).createDashboard({
    body: { title: "a", layoutType: "ordered", widgets: [] },
  });
  await decideNextHold(gateway.database.pool, "approved");
  expect((await created).id).toBe("abc");
  expect(gateway.upstream.seen).toHaveLength(1);
  expect(gateway.upstream.seen[0]).toMatchObject({
    method: "POST",
    url: "/base/api/v1/dashboard",
    headers: { "dd-api-key": "upstream-key", "dd-application-key": "upstream-app-key" },
  });
  expect((await gateway.events()).at(-1)).toMatchObject({
    type: "call.finished",
    agent: "dashboards-bot",
    operation: "POST /api/v1/dashboard",
    attrs: { "auth.method": "gateway-key" },
  });
});
