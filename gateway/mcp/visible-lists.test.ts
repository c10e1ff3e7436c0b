import { afterAll, beforeAll, expect, test } from "vitest";
import { postRpc } from "../testing/mcp-request.ts";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway.ts";

let gateway: TestGateway;
let token: string;
let staff: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  const hold = { groups: ["approvers"], expiresInS: 600 };
  await gateway.publish([
    { id: "reading", match: { tools: ["read-*"] }, effect: "allow" },
    { id: "small-sums", match: { tools: ["pay"] }, when: "args.amount < 10", effect: "allow" },
    { id: "not-this-one", match: { tools: ["read-secrets"] }, effect: "deny" },
    { id: "staff-asks", match: { tools: ["erase"], groups: ["staff"] }, effect: "hold", approval: hold },
  ]);
  token = await gateway.agentToken();
  staff = await gateway.personToken("alice");
});
afterAll(() => gateway.close());

// Spaces, escapes, an unknown member and a number that no double carries: what stays must stay as it is.
const read = '{ "name": "read-m\\u0061il", "x": 1.10, "inputSchema": {"type":"object"} }';
const tools = [
  read,
  '{"name":"read-secrets","inputSchema":{}}',
  '{"name":"pay","inputSchema":{"d":"[{"}}',
  '{"name":"erase"}',
];
const list = (id: number, rest = "") =>
  `{"jsonrpc":"2.0", "id":${id}, "result":{"tools":[${tools.join(",\n ")}] ${rest}}}`;

const listTools = { id: 5, method: "tools/list", params: {} };

async function answerOf(who: string, contentType: string, body: string): Promise<string> {
  gateway.upstream.answerWith((_, response) => response.writeHead(200, { "content-type": contentType }).end(body));
  const response = await postRpc(gateway.url, who, listTools);
  return response.text();
}

test("a list shows what a call would not be denied for whatever its arguments, byte for byte", async () => {
  const seen = await answerOf(token, "application/json", list(5, ',"nextCursor":"p2"'));
  expect(seen).toBe(`{"jsonrpc":"2.0", "id":5, "result":{"tools":[${read},${tools[2]}] ,"nextCursor":"p2"}}`);
});

test("another caller of the same list sees what is theirs, held calls included", async () => {
  const seen = await answerOf(staff, "application/json", list(5));
  expect(seen).toContain('{"name":"erase"}');
  expect(seen).not.toContain("read-secrets");
});

test("the list of an event stream is cut as well, and all else of the stream stays", async () => {
  const before = 'event: message\nid: 7\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n';
  const data = list(5).replaceAll("\n", "");
  const seen = await answerOf(token, "text/event-stream", `${before}event: message\r\nid: 8\r\ndata: ${data}\r\n\r\n`);
  const cut = `{"jsonrpc":"2.0", "id":5, "result":{"tools":[${read},${tools[2]}] }}`;
  expect(seen).toBe(`${before}event: message\r\nid: 8\r\ndata: ${cut}\r\n\r\n`);
});

test("a list that a client collects on the stream of its session is cut too", async () => {
  gateway.upstream.answerWith((_, response) =>
    response
      .writeHead(200, { "content-type": "text/event-stream" })
      .end(`id: 1\ndata: ${list(5).replaceAll("\n", "")}\n\n`),
  );
  const response = await fetch(`${gateway.url}/mcp/tools`, {
    headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
  });
  const text = await response.text();
  expect(text).toContain("read-m");
  expect(text).not.toContain("read-secrets");
});

test("caches must not share a list, and the record holds what the caller saw", async () => {
  const seen = await answerOf(token, "application/json", list(5, ',"ttlMs":1000,"cacheScope":"public"'));
  expect(seen).toContain('"cacheScope":"private"');
  const { rows } = await gateway.database.pool.query<{ body_sealed: Buffer }>(
    "select body_sealed from audit_payload where direction = 'response' order by at desc limit 1",
  );
  const [row] = rows;
  expect(row && gateway.database.sealer.open("payload", row.body_sealed).toString("utf8")).toBe(seen);
});

test("prompts and resources that the policy never lets through are not listed", async () => {
  gateway.upstream.answerWith((_, response) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end('{"jsonrpc":"2.0","id":5,"result":{"prompts":[{"name":"p"}]}}'),
  );
  const response = await postRpc(gateway.url, token, { id: 5, method: "prompts/list" });
  expect(await response.json()).toEqual({ jsonrpc: "2.0", id: 5, result: { prompts: [] } });
});

test("errors and what is no JSON pass as they are", async () => {
  const error = '{"jsonrpc":"2.0","id":5,"error":{"code":-32602,"message":"tools"}}';
  expect(await answerOf(token, "application/json", error)).toBe(error);
  expect(await answerOf(token, "application/json", '{"tools": oops')).toBe('{"tools": oops');
});
