import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postRpc } from "./testing/mcp-request.ts";
import { allowAll, startTestGateway, type TestGateway } from "./testing/start-test-gateway.ts";
import { answerRpc } from "./testing/test-upstream.ts";

const page = "https://inspector.example";
let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway({ settings: { allowedOrigins: [page] } });
  await gateway.publish([allowAll]);
  token = await gateway.agentToken();
  gateway.upstream.answerWith((seen, response) => {
    response.setHeader("access-control-allow-origin", "*");
    answerRpc({ content: [] })(seen, response);
  });
});
afterAll(() => gateway.close());

const echo = { id: 1, method: "tools/call", params: { name: "echo" } };

/** fetch sets Host itself, so this goes by hand. */
function statusFor(host: string): Promise<number | undefined> {
  const { port } = new URL(gateway.url);
  const headers = { host, authorization: `Bearer ${token}`, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path: "/mcp/tools", method: "POST", headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on("error", reject);
    asked.end(JSON.stringify({ jsonrpc: "2.0", ...echo }));
  });
}

test("a request under a name that is not the gateway's own is refused and recorded", async () => {
  const { port } = new URL(gateway.url);
  expect(await statusFor(`evil.example:${port}`)).toBe(403);
  expect((await gateway.events()).at(-1)).toMatchObject({ type: "call.refused", error_code: "host_refused" });
  expect(await statusFor("127.0.0.1:1")).toBe(403);
  expect(await statusFor(`localhost:${port}`)).toBe(200);
});

test("pages of a configured origin may call and read what clients need; pages of others may not call", async () => {
  const allowed = await postRpc(gateway.url, token, echo, { headers: { origin: page } });
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get("access-control-allow-origin")).toBe(page);
  expect(allowed.headers.get("access-control-expose-headers")).toContain("Mcp-Session-Id");
  const unknown = await postRpc(gateway.url, token, echo, { headers: { origin: "https://evil.example" } });
  expect(unknown.status).toBe(403);
  expect(unknown.headers.get("access-control-allow-origin")).toBeNull();
  const challenged = await fetch(`${gateway.url}/mcp/tools`, { headers: { origin: page } });
  expect(challenged.status).toBe(401);
  expect(challenged.headers.get("access-control-expose-headers")).toContain("WWW-Authenticate");
});

test("a browser's question beforehand is answered for configured origins, and nobody asks the upstream", async () => {
  const before = gateway.upstream.seen.length;
  const ask = (origin: string) =>
    fetch(`${gateway.url}/mcp/tools`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,mcp-method,mcp-param-region,x-other",
      },
    });
  const answer = await ask(page);
  expect(answer.status).toBe(204);
  expect(answer.headers.get("access-control-allow-headers")).toBe(
    "authorization,content-type,mcp-method,mcp-param-region",
  );
  expect((await ask("https://evil.example")).status).toBe(403);
  expect(gateway.upstream.seen).toHaveLength(before);
});
