import { afterAll, beforeAll, expect, test } from "vitest";
import { postRpc } from "../testing/mcp-request.ts";
import { allowAll, startTestGateway, type TestGateway } from "../testing/start-test-gateway.ts";
import { answerRpc } from "../testing/test-upstream.ts";

const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const otherTrace = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.publish([allowAll]);
  token = await gateway.agentToken();
});
afterAll(() => gateway.close());

async function attributesOf(message: Parameters<typeof postRpc>[2], headers: Record<string, string> = {}) {
  await (await postRpc(gateway.url, token, message, { headers })).text();
  return (await gateway.events()).at(-1)?.attrs;
}

test("a tool's call is recorded by the names of OpenTelemetry, its failure and its trace included", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [], isError: true }));
  const params = { name: "echo", arguments: { secret: "s3cret" }, _meta: { traceparent: trace } };
  const attrs = await attributesOf({ id: 4, method: "tools/call", params }, { traceparent: otherTrace });
  expect(attrs).toMatchObject({
    "mcp.method.name": "tools/call",
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "echo",
    "jsonrpc.request.id": 4,
    "network.transport": "tcp",
    "error.type": "tool_error",
    traceparent: trace,
  });
  expect(JSON.stringify(attrs)).not.toContain("s3cret");
});

test("sessions are told apart without their ids, resources are named without their query", async () => {
  gateway.upstream.answerWith((seen, response) => {
    response.setHeader("mcp-session-id", "the-id");
    const { id } = JSON.parse(seen.body) as { id: unknown };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32002, message: "gone" } }));
  });
  await attributesOf({ id: 1, method: "initialize", params: { protocolVersion: "2025-11-25" } });
  const read = { id: 2, method: "resources/read", params: { uri: "test://a/b?token=abc#c" } };
  const attrs = await attributesOf(read, { "mcp-session-id": "the-id", traceparent: "no trace" });
  expect(attrs).toMatchObject({
    "mcp.resource.uri": "test://a/b",
    "mcp.session.id": expect.stringMatching(/^[0-9a-f]{32}$/),
    "error.type": "-32002",
    "rpc.response.status_code": "-32002",
  });
  expect(attrs).not.toHaveProperty("traceparent");
  expect(JSON.stringify(attrs)).not.toContain("the-id");
});
