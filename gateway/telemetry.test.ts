import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { postRpc } from "./testing/mcp-request.ts";
import { allowAll, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";
import { answerRpc } from "./testing/test-upstream.ts";

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.publish([allowAll]);
  token = await gateway.agentToken();
});
afterEach(() => {
  gateway.upstream.seen.length = 0;
});
afterAll(() => gateway.close());

function api(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/http/api${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
}

const traceparent = (id: string): string => `00-${id.repeat(32)}-${id.repeat(16)}-01`;

test("headers are stored by a list of names: everything else is left out, whatever it is called", async () => {
  const credentials = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "x-api-key",
    "dd-application-key",
    "x-auth-token",
  ];
  const others = ["x-forwarded-user", "x-amz-security-token", "my-own-header", "sec-websocket-key", "x-csrf-token"];
  const canaries = Object.fromEntries([...credentials.slice(1), ...others].map((name) => [name, "canary"]));
  const kept = { "if-match": '"7"', "idempotency-key": "k-1", "x-request-id": "r-1", "accept-language": "de" };
  gateway.upstream.answerWith((_, response) => {
    const answered = { "set-cookie": "s=canary", "x-internal": "canary", "www-authenticate": "canary", etag: '"8"' };
    response.writeHead(200, { ...answered, "x-ratelimit-remaining": "5" }).end("{}");
  });
  await (await api("/headers", { ...canaries, ...kept })).text();
  const { rows } = await gateway.database.pool.query<{ headers_sealed: Buffer }>(
    "select headers_sealed from audit_payload order by direction",
  );
  const [sent = "", received = ""] = rows.map(({ headers_sealed: sealed }) =>
    gateway.database.sealer.open("payload", sealed).toString(),
  );
  expect(sent + received).not.toMatch(/canary|Bearer/);
  expect(JSON.parse(sent)).toMatchObject(kept);
  expect(JSON.parse(received)).toMatchObject({ etag: '"8"', "x-ratelimit-remaining": "5" });
  const stored = Object.keys(JSON.parse(sent) as object);
  expect(stored.filter((name) => credentials.includes(name) || others.includes(name))).toEqual([]);
});

test("the time that the upstream took is told apart from the whole", async () => {
  const slowMs = 150;
  gateway.upstream.answerWith((_, response) => setTimeout(() => response.end("{}"), slowMs));
  const locker = await gateway.database.pool.connect();
  await locker.query("begin; lock audit_event in exclusive mode");
  const call = api("/time");
  await until(async () => {
    const waiting = "select 1 from pg_locks where relation = 'audit_event'::regclass and not granted";
    return (await locker.query(waiting)).rowCount === 1;
  });
  await new Promise((resolve) => setTimeout(resolve, slowMs));
  expect(gateway.upstream.seen).toEqual([]);
  await locker.query("commit");
  locker.release();
  await (await call).text();
  const { rows } = await gateway.database.pool.query<{ duration_ms: number; upstream_ms: number }>(
    "select duration_ms, upstream_ms from audit_event where type = 'call.finished' and operation = 'GET /time'",
  );
  const { duration_ms: wholeMs = 0, upstream_ms: upstreamMs = 0 } = rows[0] ?? {};
  // Timers may fire a millisecond early.
  expect(upstreamMs).toBeGreaterThanOrEqual(slowMs - 1);
  expect(wholeMs - upstreamMs).toBeGreaterThanOrEqual(slowMs - 1);
});

test("the trace that a call belongs to is recorded and passed on, as its message says or else its header", async () => {
  gateway.upstream.answerWith((_, response) => response.end("{}"));
  await (await api("/trace", { traceparent: traceparent("a"), tracestate: "dd=s:1" })).text();
  expect((await gateway.events()).at(-1)?.attrs).toMatchObject({ traceparent: traceparent("a") });
  expect(gateway.upstream.seen.at(-1)?.headers).toMatchObject({ traceparent: traceparent("a"), tracestate: "dd=s:1" });

  gateway.upstream.answerWith(answerRpc({ content: [] }));
  const params = { name: "echo", arguments: {}, _meta: { traceparent: traceparent("b") } };
  const headers = { traceparent: traceparent("a") };
  await (await postRpc(gateway.url, token, { id: 1, method: "tools/call", params }, { headers })).text();
  expect((await gateway.events()).at(-1)?.attrs).toMatchObject({ traceparent: traceparent("b") });
  expect(gateway.upstream.seen.at(-1)?.body).toContain(traceparent("b"));
});

test("what is no trace is not recorded as one", async () => {
  gateway.upstream.answerWith((_, response) => response.end("{}"));
  await (await api("/no-trace", { traceparent: "canary" })).text();
  expect((await gateway.events()).at(-1)?.attrs).not.toHaveProperty("traceparent");
});
