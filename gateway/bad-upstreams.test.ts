import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errors } from "undici";
import { upstreamFailure } from "./pipeline/forward.ts";
import { Cancellation } from "./pipeline/cancellation.ts";
import { allowAll, startTestGateway, until, type LedgerRow, type TestGateway } from "./testing/start-test-gateway.ts";

let gateway: TestGateway;
let upstream: Server;
let token: string;
/** What it does with a socket on which a request has come. */
let behave: (socket: Socket) => void;

beforeAll(async () => {
  gateway = await startTestGateway();
  upstream = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => behave(socket));
  });
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  token = await gateway.agentToken();
  await gateway.publish([allowAll], ({ connections }) => {
    for (const connection of connections) {
      connection.baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/mcp`;
      connection.credential = null;
    }
  });
});
afterAll(async () => {
  await gateway.close();
  upstream.close();
});

function api(path: string): Promise<Response> {
  return fetch(`${gateway.url}/http/api${path}`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
}

async function finishOf(operation: string): Promise<LedgerRow | undefined> {
  return (await gateway.events()).find((event) => event.type === "call.finished" && event.operation === operation);
}

const head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n";
const garbage: [what: string, bytes: string][] = [
  ["no HTTP", "\u0000\u0001 hello\r\n\r\n"],
  ["two lengths", `${head}content-length: 2\r\ncontent-length: 3\r\n\r\nabc`],
  ["headers without end", `${head}x: ${"y".repeat(200_000)}`],
  ["a status that is none", "HTTP/1.1 99999 What\r\n\r\n"],
];

test.each(garbage)(
  "an upstream that answers with %s is a typed failure, recorded, and the next call is served",
  async (_, bytes) => {
    behave = (socket) => socket.write(bytes, "latin1");
    const response = await api("/garbage");
    expect(response.status).toBe(502);
    await response.text();
    expect((await gateway.events()).at(-1)).toMatchObject({ status: "unknown", error_code: "upstream_failed" });
    behave = (socket) => socket.write(`${head}content-length: 2\r\n\r\nok`);
    expect(await (await api("/fine")).text()).toBe("ok");
  },
);

const broken: [what: string, bytes: string][] = [
  ["fewer bytes than it said", `${head}content-length: 100\r\n\r\nabc`],
  ["broken chunks", `${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n`],
  ["chunks without an end", `${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n`],
];

test.each(broken)("an answer with %s is not passed on as a whole, and recorded as unknown", async (what, bytes) => {
  behave = (socket) => socket.end(bytes);
  const path = `/${what.replaceAll(" ", "-")}`;
  const given = await api(path)
    .then(async (response) => (await response.text()) && response.status)
    .catch(() => "broken off");
  expect(["broken off", 502]).toContain(given);
  await until(async () => (await finishOf(`POST ${path}`)) !== undefined);
  expect(await finishOf(`POST ${path}`)).toMatchObject({ status: "unknown", error_code: "upstream_failed" });
});

test("an answer without end is read no faster than the caller takes it, and ends with the caller", async () => {
  let written = 0;
  let ended = false;
  const chunk = Buffer.alloc(1_000_000);
  behave = (socket) => {
    socket.removeAllListeners("data");
    socket.on("close", () => (ended = true));
    socket.write(head + "content-length: 10000000000\r\n\r\n");
    const more = (): void => {
      do written += chunk.length;
      while (socket.write(chunk));
    };
    socket.on("drain", more);
    more();
  };
  const request = get(`${gateway.url}/http/api/endless`, { headers: { authorization: `Bearer ${token}` } });
  request.on("error", () => {});
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.pause();
  let before = -1;
  await until(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (before === written) return true;
    before = written;
    return false;
  });
  expect(written).toBeLessThan(50_000_000);
  request.destroy();
  await until(() => ended);
  await until(async () => (await finishOf("GET /endless")) !== undefined);
  expect(await finishOf("GET /endless")).toMatchObject({ status: "cancelled" });
});

test("an upstream that hangs is told apart from one that fails", () => {
  const waits = new Cancellation();
  expect(upstreamFailure(new errors.HeadersTimeoutError(), waits)).toMatchObject({ code: "upstream_timeout" });
  expect(upstreamFailure(new errors.BodyTimeoutError(), waits)).toMatchObject({ code: "upstream_timeout" });
  expect(upstreamFailure(new errors.ConnectTimeoutError(), waits)).toMatchObject({ code: "upstream_unreachable" });
});
