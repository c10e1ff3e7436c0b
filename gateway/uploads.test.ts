import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, request as httpRequest, type ClientRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Rule } from "#lib/policies/schemas.ts";
import { allowAll, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

const megabyte = 1_000_000;
let gateway: TestGateway;
let upstream: Server;
let onUpload: (request: IncomingMessage) => void | Promise<void>;
let sent = 0;

beforeAll(async () => {
  gateway = await startTestGateway();
  upstream = createServer((request, response) => {
    sent++;
    void Promise.resolve(onUpload(request)).then(() => response.end("taken"));
  });
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
});
afterEach(() => {
  sent = 0;
});
afterAll(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await gateway.close();
});

let key: string;
async function publish(rules: Rule[]): Promise<void> {
  key = gateway.addKey();
  await gateway.publish(rules, (document) => {
    for (const connection of document.connections) {
      if (connection.slug === "api") {
        connection.baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/base`;
        connection.credential = null;
      }
    }
  });
}

/** Begins a request; without `length` it comes in chunks. */
function post(path: string, length?: number): ClientRequest {
  const headers = { "dd-api-key": key, ...(length !== undefined && { "content-length": length }) };
  return httpRequest(`${gateway.url}/http/api${path}`, { method: "PUT", headers }).on("error", () => {});
}

async function answerOf(request: ClientRequest): Promise<{ status: number | undefined; text: string }> {
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, text };
}

async function eventsOf(path: string): Promise<Record<string, unknown>[]> {
  const { rows } = await gateway.database.pool.query("select * from audit_event where operation = $1 order by at, id", [
    `PUT ${path}`,
  ]);
  return rows;
}

test("an upload larger than any limit passes byte for byte; its start is recorded before, its hash and beginning after", async () => {
  await publish([allowAll]);
  const body = Buffer.concat([Buffer.alloc(20 * megabyte, "text "), randomBytes(megabyte)]);
  let seen: { hash: string; length: string | undefined; recorded: unknown[] } | undefined;
  onUpload = async (request) => {
    const recorded = await eventsOf("/large");
    const hash = createHash("sha256");
    for await (const chunk of request) hash.update(chunk as Buffer);
    seen = { hash: hash.digest("hex"), length: request.headers["content-length"], recorded };
  };
  const request = post("/large", body.length);
  request.end(body);
  expect(await answerOf(request)).toEqual({ status: 200, text: "taken" });
  const hash = createHash("sha256").update(body).digest("hex");
  expect(seen).toMatchObject({ hash, length: String(body.length), recorded: [{ type: "call.started" }] });

  const [started, finished] = await eventsOf("/large");
  expect(started).toMatchObject({ request_bytes: body.length });
  expect(finished).toMatchObject({ type: "call.finished", status: "ok", request_bytes: body.length });
  const { rows } = await gateway.database.pool.query(
    "select * from audit_payload where call_id = $1 and direction = 'request'",
    [started?.["call_id"]],
  );
  expect(rows).toMatchObject([{ bytes: body.length, sha256: hash, truncated: true }]);
  const stored = gateway.database.sealer.open("payload", rows[0].body_sealed);
  expect(stored.length).toBeGreaterThan(250 * 1024);
  expect(body.subarray(0, stored.length).equals(stored)).toBe(true);
});

test("a body in chunks is upstream as it comes, and credentials in it are not stored", async () => {
  await publish([allowAll]);
  const pieces: string[] = [];
  onUpload = async (request) => {
    expect(request.headers["transfer-encoding"]).toBe("chunked");
    for await (const chunk of request) pieces.push(String(chunk));
  };
  const request = post("/drip");
  request.write("first ");
  await until(() => pieces.join("") === "first ");
  request.end("ghp_abcdefghijklmnopqrstuvwxyz0123456789 last");
  expect((await answerOf(request)).status).toBe(200);
  expect(pieces.join("")).toBe("first ghp_abcdefghijklmnopqrstuvwxyz0123456789 last");
  const [started, finished] = await eventsOf("/drip");
  expect([started?.["request_bytes"], finished?.["request_bytes"]]).toEqual([null, 51]);
  expect(finished?.["attrs"]).toMatchObject({ "masking.kinds": ["github-token"] });
  const { rows } = await gateway.database.pool.query(
    "select body_sealed from audit_payload where call_id = $1 and direction = 'request'",
    [started?.["call_id"]],
  );
  expect(gateway.database.sealer.open("payload", rows[0].body_sealed).toString()).toMatch(/^first \[.*\] last$/);
});

test("an upload is read no faster than the upstream takes it", async () => {
  await publish([allowAll]);
  let go: (() => void) | undefined;
  let received = 0;
  onUpload = async (request) => {
    await new Promise<void>((resolve) => (go = resolve));
    for await (const chunk of request) received += (chunk as Buffer).length;
  };
  const request = post("/slow", 200 * megabyte);
  const piece = Buffer.alloc(megabyte);
  let written = 0;
  async function write(): Promise<void> {
    for (; written < 200 * megabyte; written += piece.length) {
      if (!request.write(piece)) await once(request, "drain");
    }
    request.end();
  }
  const writing = write();
  // It stops by itself where every buffer on the way is full.
  let before = -1;
  await until(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    if (go !== undefined && before === written) return true;
    before = written;
    return false;
  });
  expect(written).toBeLessThan(50 * megabyte);
  go?.();
  await writing;
  expect((await answerOf(request)).status).toBe(200);
  expect(received).toBe(200 * megabyte);
});

const approval = { groups: ["approvers"], expiresInS: 60 };
const needing: [what: string, rule: Rule][] = [
  ["a condition on the body", { id: "r", match: {}, effect: "deny", when: 'http.body.kind == "x"' }],
  ["a hold", { id: "r", match: { methods: ["PUT"] }, effect: "hold", approval }],
  [
    "a mask of requests",
    { id: "r", match: {}, effect: "allow", mask: [{ where: "stored-request", detect: ["email"], with: "token" }] },
  ],
];

test.each(needing)("%s needs the body, and the limit of what is read stays, recorded", async (_, rule) => {
  await publish([rule, allowAll]);
  onUpload = (request) => void request.resume();
  const large = post("/needed", 11 * megabyte);
  large.write("x");
  expect((await answerOf(large)).status).toBe(413);
  expect(sent).toBe(0);
  expect((await gateway.events()).at(-1)).toMatchObject({
    type: "call.refused",
    error_code: "body_too_large",
    http_status: 413,
  });
});

const notNeeding: [what: string, rule: Rule][] = [
  ["a condition on something else", { id: "r", match: {}, effect: "deny", when: "has(http.query.no)" }],
  [
    "a condition that is false without it",
    { id: "r", match: {}, effect: "deny", when: 'agent == "x" && http.body.a == 1' },
  ],
  ["a hold of other calls", { id: "r", match: { paths: ["/other"] }, effect: "hold", approval }],
  ["a rule that only observes", { id: "r", match: {}, effect: "hold", approval, observe: true }],
  [
    "a mask of answers",
    { id: "r", match: {}, effect: "allow", mask: [{ where: "response", detect: ["email"], with: "token" }] },
  ],
];

test.each(notNeeding)("%s needs no body", async (_, rule) => {
  await publish([rule, allowAll]);
  onUpload = async (request) => {
    for await (const chunk of request) void chunk;
  };
  const large = post("/free", 11 * megabyte);
  large.end(Buffer.alloc(11 * megabyte));
  expect((await answerOf(large)).status).toBe(200);
});

test("an upload that policy denies is not read, and nothing of it is sent", async () => {
  await publish([{ id: "no", match: {}, effect: "deny" }]);
  const large = post("/denied", 100 * megabyte);
  large.write("x");
  expect((await answerOf(large)).status).toBe(403);
  expect(sent).toBe(0);
  expect(await eventsOf("/denied")).toMatchObject([{ type: "call.refused", error_code: "denied_by_policy" }]);
});

test("a caller that leaves in the middle ends the upstream's request, and what had passed is recorded", async () => {
  await publish([allowAll]);
  let received = 0;
  let broken = false;
  onUpload = async (request) => {
    try {
      for await (const chunk of request) received += (chunk as Buffer).length;
    } catch {
      broken = true;
    }
  };
  const request = post("/left", 10 * megabyte);
  request.write(Buffer.alloc(megabyte));
  await until(() => received === megabyte);
  request.destroy();
  await until(() => broken);
  await until(async () => (await eventsOf("/left")).length === 2);
  expect((await eventsOf("/left"))[1]).toMatchObject({ status: "cancelled", request_bytes: megabyte });
});

test("an upstream that answers before it has everything is heard, and the rest of the upload is thrown away", async () => {
  await publish([allowAll]);
  onUpload = () => {};
  const agent = post("/early");
  agent.write(Buffer.alloc(megabyte));
  expect(await answerOf(agent)).toEqual({ status: 200, text: "taken" });
  for (let n = 0; n < 20; n++) agent.write(Buffer.alloc(megabyte));
  await new Promise<void>((resolve) => agent.end(resolve));
  expect((await eventsOf("/early"))[1]).toMatchObject({ status: "ok", http_status: 200 });
});

test("an upload and its answer stream at the same time", async () => {
  await publish([allowAll]);
  const echo = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    request.on("data", (chunk: Buffer) => response.write(chunk.toString().toUpperCase()));
    request.on("end", () => response.end("."));
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  await gateway.publish([allowAll], ({ connections }) => {
    for (const connection of connections) {
      if (connection.slug === "api") connection.baseUrl = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
    }
  });
  const request = post("/duplex");
  let heard = "";
  request.on("response", (response: IncomingMessage) => response.on("data", (chunk) => (heard += String(chunk))));
  for (const piece of ["one ", "two ", "three "]) {
    request.write(piece);
    await until(() => heard.endsWith(piece.toUpperCase()));
  }
  request.end();
  await until(() => heard === "ONE TWO THREE .");
  await until(async () => (await eventsOf("/duplex")).length === 2);
  expect((await eventsOf("/duplex"))[1]).toMatchObject({ status: "ok", request_bytes: 14, response_bytes: 15 });
  echo.closeAllConnections();
  echo.close();
});
