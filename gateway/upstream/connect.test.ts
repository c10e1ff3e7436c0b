import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressRules } from "#lib/connections/address-rules.ts";
import { AddressRefused } from "#lib/network/checked-lookup.ts";
import { upstreamConnect } from "./connect.ts";
import { openUpstream } from "./open-upstream.ts";

let port: number;
let arrived = 0;
const server = createServer((_, response) => {
  arrived++;
  response.setHeader("connection", "close").end("reached");
});

beforeAll(async () => {
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => server.close());

/** A resolver that gives each answer once, and the last one for good. */
function resolver(...answers: string[][]): LookupFunction {
  return (_host, _options, callback) => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
  };
}

async function get(host: string, allowed: string[], ...answers: string[][]): Promise<() => Promise<string>> {
  const upstream = openUpstream(
    new URL(`http://${host}:${port}`),
    upstreamConnect(addressRules(allowed), resolver(...answers)),
  );
  return async () => (await upstream.request({ path: "/", method: "GET" })).body.text();
}

test("a name that is resolved to an allowed address is connected to", async () => {
  const request = await get("upstream.test", ["127.0.0.1"], ["127.0.0.1"]);
  expect(await request()).toBe("reached");
});

test.each([
  ["a private address", "upstream.test", [["127.0.0.1"]], []],
  ["a metadata service", "upstream.test", [["169.254.169.254"]], ["0.0.0.0/0"]],
  ["one allowed and one forbidden address", "upstream.test", [["127.0.0.1", "127.0.0.2"]], ["127.0.0.1"]],
  ["nothing that is an address", "upstream.test", [["elsewhere.test"]], ["0.0.0.0/0"]],
])("a name that is resolved to %s is not connected to", async (_what, host, answers, allowed) => {
  const before = arrived;
  const request = await get(host, allowed, ...answers);
  await expect(request()).rejects.toThrow(AddressRefused);
  expect(arrived).toBe(before);
});

test("a name that changes its address between two sockets is judged anew", async () => {
  const request = await get("rebinding.test", ["127.0.0.1"], ["127.0.0.1"], ["127.0.0.2"]);
  expect(await request()).toBe("reached");
  await expect(request()).rejects.toThrow(AddressRefused);
});

test.each(["127.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0", "localhost"])(
  "the literal address %s, which nothing resolves, is judged too",
  async (host) => {
    const request = await get(host, [], ["127.0.0.1"]);
    await expect(request()).rejects.toThrow(AddressRefused);
  },
);
