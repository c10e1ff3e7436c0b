import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allowAll, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.publish([allowAll]);
  token = await gateway.agentToken();
});
afterAll(() => gateway.close());

/** Sends bytes as they are, returns the status line and the body of the answer. */
function send(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1", () => socket.write(text, "latin1"));
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (answer.includes("\r\n\r\n")) socket.end();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

function request(line: string, headers: string[] = [], body = ""): string {
  return [line, "Host: gateway.test", `Authorization: Bearer ${token}`, ...headers, "", body].join("\r\n");
}

const refused: [what: string, text: () => string, status: number, code: string][] = [
  ["two Host headers", () => request("GET /http/api/x HTTP/1.1", ["Host: other.test"]), 400, "malformed_request"],
  [
    "no Host header",
    () => `GET /http/api/x HTTP/1.1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    400,
    "malformed_request",
  ],
  ["a whole address as target", () => request("GET http://gateway.test/http/api/x HTTP/1.1"), 400, "malformed_request"],
  ["a body on GET", () => request("GET /http/api/x HTTP/1.1", ["Content-Length: 2"], "{}"), 400, "body_not_allowed"],
  [
    "a chunked body on GET",
    () => request("GET /http/api/x HTTP/1.1", ["Transfer-Encoding: chunked"], "0\r\n\r\n"),
    400,
    "body_not_allowed",
  ],
  [
    "two lengths",
    () => request("POST /http/api/x HTTP/1.1", ["Content-Length: 2", "Content-Length: 3"], "{}"),
    400,
    "ambiguous_framing",
  ],
  [
    "a length and chunks",
    () => request("POST /http/api/x HTTP/1.1", ["Content-Length: 2", "Transfer-Encoding: chunked"], "0\r\n\r\n"),
    400,
    "ambiguous_framing",
  ],
  [
    "an unknown transfer coding",
    () => request("POST /http/api/x HTTP/1.1", ["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"),
    400,
    "ambiguous_framing",
  ],
  [
    "more than 100 headers",
    () =>
      request(
        "GET /http/api/x HTTP/1.1",
        Array.from({ length: 120 }, (_, index) => `X-${index}: 1`),
      ),
    431,
    "too_many_headers",
  ],
  [
    "a length that hides behind 2,000 headers",
    () =>
      request("GET /http/api/x HTTP/1.1", [...Array.from({ length: 2_100 }, () => "X: 1"), "Content-Length: 2"], "{}"),
    431,
    "too_many_headers",
  ],
  ["dot segments", () => request("GET /http/api/a/../b HTTP/1.1"), 400, "ambiguous_path"],
  ["encoded dots", () => request("GET /http/api/a/%2e%2E/b HTTP/1.1"), 400, "ambiguous_path"],
  ["encoded slashes", () => request("GET /http/api/a%2Fb HTTP/1.1"), 400, "ambiguous_path"],
  ["slashes encoded twice", () => request("GET /http/api/a%252fb HTTP/1.1"), 400, "ambiguous_path"],
  ["backslashes", () => request("GET /http/api/a\\b HTTP/1.1"), 400, "ambiguous_path"],
  ["empty segments", () => request("GET /http/api//b HTTP/1.1"), 400, "ambiguous_path"],
  ["broken encoding", () => request("GET /http/api/%zz HTTP/1.1"), 400, "ambiguous_path"],
  [
    "a page of another origin",
    () => request("GET /http/api/x HTTP/1.1", ["Origin: https://evil.test"]),
    403,
    "origin_refused",
  ],
  ["an unknown method", () => request("PURGE /http/api/x HTTP/1.1"), 405, "method_not_allowed"],
  ["what is not HTTP", () => "hello\r\n\r\n", 400, "malformed_request"],
  ["no connection's path", () => request("GET /elsewhere HTTP/1.1"), 404, "unknown_connection"],
  [
    "a path below an MCP address",
    () => request("POST /mcp/tools/x HTTP/1.1", ["Content-Length: 0"]),
    404,
    "unknown_connection",
  ],
  [
    "duplicate keys",
    () =>
      request("POST /http/api/x HTTP/1.1", ["Content-Type: application/json", "Content-Length: 13"], '{"a":1,"a":2}'),
    400,
    "duplicate_keys",
  ],
];

test.each(refused)("%s: refused, recorded, and nothing reaches an upstream", async (_, text, status, code) => {
  const before = (await gateway.events()).length;
  expect(await send(text())).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  await until(async () => (await gateway.events()).length > before);
  expect((await gateway.events()).at(-1)).toMatchObject({
    type: "call.refused",
    error_code: code,
    http_status: status,
  });
  expect(gateway.upstream.seen).toEqual([]);
});

type BadMessage = [
  what: string,
  body: string | Buffer,
  headers: Record<string, string>,
  code: string,
  status: number,
  rpcCode: number,
];

const badMessages: BadMessage[] = [
  ["a batch", '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', {}, "batch_refused", 400, -32600],
  [
    "duplicate keys",
    '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}',
    {},
    "duplicate_keys",
    400,
    -32600,
  ],
  ["what is not JSON", "{", {}, "invalid_json", 400, -32700],
  ["what is not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), {}, "invalid_json", 400, -32700],
  ["what is no JSON-RPC message", '{"id":1}', {}, "invalid_message", 400, -32600],
  ["a tool call without a tool", '{"jsonrpc":"2.0","id":1,"method":"tools/call"}', {}, "invalid_params", 400, -32602],
  [
    "a tool call as notification",
    '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"x"}}',
    {},
    "invalid_message",
    400,
    -32600,
  ],
  ["a compressed message", "{}", { "content-encoding": "gzip" }, "unsupported_content_encoding", 415, -32600],
  [
    "another charset",
    "{}",
    { "content-type": "application/json; charset=utf-16" },
    "unsupported_content_type",
    415,
    -32600,
  ],
  ["another type", "{}", { "content-type": "text/plain" }, "unsupported_content_type", 415, -32600],
];

test.each(badMessages)(
  "an MCP client that sends %s gets a JSON-RPC error, and it is recorded",
  async (_, body, headers, code, status, rpcCode) => {
    const response = await fetch(`${gateway.url}/mcp/tools`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : new Uint8Array(body),
    });
    const answer = (await response.json()) as { error: { code: number } };
    expect([response.status, answer.error.code]).toEqual([status, rpcCode]);
    expect((await gateway.events()).at(-1)).toMatchObject({ type: "call.refused", error_code: code });
    expect(gateway.upstream.seen).toEqual([]);
  },
);

test("a body that is announced and never sent keeps no socket open", async () => {
  for (const line of ["GET /healthz HTTP/1.1", "GET /http/api/x HTTP/1.1", "OPTIONS /elsewhere HTTP/1.1"]) {
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    socket.write(`${line}\r\nHost: gateway.test\r\nContent-Length: 10\r\n\r\n`);
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString("latin1")));
    await once(socket, "close");
    expect(answer).toMatch(/^HTTP\/1.1 [245]/);
  }
});
