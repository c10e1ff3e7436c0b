import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { allowAll, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

let gateway: TestGateway;
let key: string;
const hosts = ["api.*", "http-intake.logs.*"];

beforeAll(async () => {
  gateway = await startTestGateway();
  key = gateway.addKey();
  await publish();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.upstream.seen.length = 0;
});

async function publish(baseUrl?: string): Promise<void> {
  await gateway.publish([allowAll], (document) => {
    for (const connection of document.connections) {
      if (connection.kind === "http") Object.assign(connection, { hosts, ...(baseUrl && { baseUrl }) });
    }
  });
}

function api(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${gateway.url}/http/api${path}`, { redirect: "manual", headers: { "DD-API-KEY": key }, ...init });
}

/** A request with a Host of its own, which fetch does not let through. */
function requestAs(
  host: string,
  path: string,
): Promise<{ status: number | undefined; headers: IncomingMessage["headers"]; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(gateway.url);
    const request = httpRequest({ hostname, port, path, headers: { host, "DD-API-KEY": key } }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    request.on("error", reject).end();
  });
}

test.each(["api.gw.example", "API.datadoghq.com:8443", "http-intake.logs.gw.example"])(
  "a request for the host %s goes to the connection that wants it, without a prefix",
  async (host) => {
    expect((await requestAs(host, "/api/v1/validate?a=1")).status).toBe(200);
    expect(gateway.upstream.seen).toMatchObject([{ url: "/base/api/v1/validate?a=1" }]);
    expect((await gateway.events()).at(-1)).toMatchObject({ connection: "api", operation: "GET /api/v1/validate" });
  },
);

test("under the name of an upstream its own pages are the gateway's no longer", async () => {
  expect((await requestAs("api.gw.example", "/healthz")).body).toBe('{"ok":true}');
  expect((await requestAs("other.example", "/healthz")).body).toContain('"ready":true');
});

test("other hosts, and the gateway's own, lead where the path says", async () => {
  expect((await requestAs("other.example", "/v1")).status).toBe(404);
  expect((await requestAs("other.example", "/http/api/v1")).status).toBe(200);
  expect((await requestAs("notapi.example", "/v1")).status).toBe(404);
});

test("links of the upstream lead through the gateway, in headers and in JSON of any coding", async () => {
  const base = `${gateway.upstream.url}/base`;
  const body = JSON.stringify({ next: `${base}/v1?page=2`, elsewhere: `${gateway.upstream.url}/other` });
  const expected = { next: `${gateway.url}/http/api/v1?page=2`, elsewhere: `${gateway.upstream.url}/other` };
  const head = {
    "content-type": "application/json; charset=utf-8",
    location: `${base}/v1/new`,
    link: `<${base}/v1?page=2>; rel="next", </base/v1>; rel="first", <v2>; rel="up"`,
  };
  for (const coding of ["identity", "gzip"]) {
    const bytes = coding === "gzip" ? gzipSync(body) : Buffer.from(body);
    for (const length of [bytes.length, undefined]) {
      gateway.upstream.answerWith((_, response) => {
        response.writeHead(201, { ...head, "content-encoding": coding, ...(length && { "content-length": length }) });
        response.write(bytes.subarray(0, 20));
        response.end(bytes.subarray(20));
      });
      const answer = await api("/v1", { method: "POST", body: "{}" });
      expect(await answer.json()).toEqual(expected);
      expect(answer.headers.get("location")).toBe(`${gateway.url}/http/api/v1/new`);
      expect(answer.headers.get("link")).toBe(
        `<${gateway.url}/http/api/v1?page=2>; rel="next", <${gateway.url}/http/api/v1>; rel="first", <v2>; rel="up"`,
      );
    }
  }
});

test("a link reaches callers of a virtual host under that host", async () => {
  const next = `${gateway.upstream.url}/base/v1?page=2`;
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ next })),
  );
  expect(JSON.parse((await requestAs("api.gw.example", "/v1")).body)).toEqual({
    next: "http://api.gw.example/v1?page=2",
  });
});

test("a body without links, or that is no JSON, goes byte by byte as it came", async () => {
  const link = `${gateway.upstream.url}/base/v1`;
  for (const [type, body] of [
    ["application/json", gzipSync('{"a":1}')],
    ["text/plain", gzipSync(link)],
  ] as const) {
    gateway.upstream.answerWith((_, response) =>
      response
        .writeHead(200, { "content-type": type, "content-encoding": "gzip", "content-length": body.length })
        .end(body),
    );
    const raw = await new Promise<Buffer>((resolve) => {
      httpRequest(`${gateway.url}/http/api/x`, { headers: { "DD-API-KEY": key } }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks)));
      }).end();
    });
    expect(raw.equals(body)).toBe(true);
  }
});

test("a redirect is passed on and not followed", async () => {
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(307, { location: "http://169.254.169.254/latest" }).end(),
  );
  const answer = await api("/v1");
  expect([answer.status, answer.headers.get("location")]).toEqual([307, "http://169.254.169.254/latest"]);
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("a compressed body that grows beyond all measure is refused before anything looks into it", async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const answer = await api("/v1", {
    method: "POST",
    body: bomb,
    headers: { "DD-API-KEY": key, "content-type": "application/json", "content-encoding": "gzip" },
  });
  expect(answer.status).toBe(415);
  expect(gateway.upstream.seen).toEqual([]);
});

/** Answers the first request of each socket, and closes the socket when the second one comes. */
async function startClosingUpstream(how: (socket: Socket) => void) {
  const arrived: string[] = [];
  const server = createTcpServer((socket) => {
    let requests = 0;
    socket.on("error", () => {});
    socket.on("data", (data: Buffer) => {
      arrived.push(data.toString().split(" ")[0] ?? "");
      if (++requests > 1) how(socket);
      else socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { arrived, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

test.each([
  ["closes", (socket: Socket) => void socket.end()],
  ["resets", (socket: Socket) => void socket.resetAndDestroy()],
])(
  "a kept-alive socket that the upstream %s costs a GET nothing, and what may change something is never sent twice",
  async (_how, how) => {
    const upstream = await startClosingUpstream(how);
    await publish(upstream.url);
    expect((await api("/one")).status).toBe(200);
    expect((await api("/two")).status).toBe(200);
    expect(upstream.arrived).toEqual(["GET", "GET", "GET"]);
    for (const method of ["POST", "DELETE"]) {
      upstream.arrived.length = 0;
      const statuses = [(await api("/three", { method })).status, (await api("/three", { method })).status];
      expect(upstream.arrived).toEqual([method, method]);
      expect(statuses).toContain(502);
    }
    upstream.server.close();
    await publish();
  },
);

test("a socket that breaks at its first request is not tried again", async () => {
  let arrived = 0;
  const server = createServer((request) => {
    arrived++;
    request.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await publish(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect((await api("/x")).status).toBe(502);
  expect(arrived).toBe(1);
  await until(async () => (await gateway.events()).at(-1)?.type === "call.finished");
  server.close();
  await publish();
});
