import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressRules } from "#lib/connections/address-rules.ts";
import { createWebhookPoster } from "./post-webhook.ts";

let server: Server;
let url: string;
const arrived: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    arrived.push(request.url ?? "");
    const status = Number(request.url?.slice(1));
    response.writeHead(status, { location: "/200", "retry-after": "7" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const inside = createWebhookPoster(addressRules(["127.0.0.0/8"]));
const outside = createWebhookPoster(addressRules([]));
afterAll(() => Promise.all([inside.close(), outside.close()]));

test("what a receiver answers decides whether the same is sent again", async () => {
  const outcomes = await Promise.all(
    [200, 204, 429, 500, 404, 302].map((status) => inside.post(`${url}/${status}`, "")),
  );
  expect(outcomes).toMatchObject([
    { outcome: "accepted" },
    { outcome: "accepted" },
    { outcome: "retry", afterMs: 7_000 },
    { outcome: "retry" },
    { outcome: "refused" },
    { outcome: "refused", error: expect.stringContaining("redirects are not followed") },
  ]);
});

test("addresses inside private networks are never connected to, by number or by name", async () => {
  const before = arrived.length;
  const port = new URL(url).port;
  for (const host of ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "metadata.google.internal"]) {
    const posting = await outside.post(`http://${host}:${port}/200`, "");
    expect({ host, posting }).toMatchObject({ host, posting: { outcome: "refused" } });
  }
  expect(arrived.length).toBe(before);
});

test("a receiver that is not there is asked again later", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, "close");
  expect(await inside.post(`http://127.0.0.1:${port}/`, "")).toMatchObject({
    outcome: "retry",
    error: "It cannot be reached: ECONNREFUSED.",
  });
});
