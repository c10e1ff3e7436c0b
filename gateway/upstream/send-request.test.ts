import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Cancellation } from "../pipeline/cancellation.ts";
import { sendRequest, type UpstreamAnswer } from "./send-request.ts";

const part = Buffer.alloc(64 * 1024, "x");

let server: Server;
let upstream: Pool;
let respond: (response: ServerResponse) => void;
beforeEach(async () => {
  server = createServer((_, response) => respond(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  upstream = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await upstream.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function send(signal = new Cancellation()): Promise<UpstreamAnswer> {
  return sendRequest(upstream, { path: "/", method: "GET" }, signal);
}

/** Writes parts for as long as they are taken, up to `parts`. */
function writeParts(response: ServerResponse, parts: number): { written: () => number } {
  let written = 0;
  response.writeHead(200);
  response.on("drain", write);
  write();
  return { written: () => written };

  function write(): void {
    while (written < parts) {
      written++;
      if (!response.write(part)) return;
    }
    response.end();
  }
}

test("an answer that nobody takes is read no further, and goes on when it is taken", async () => {
  const parts = 2_000;
  let writer = { written: () => 0 };
  respond = (response) => {
    writer = writeParts(response, parts);
  };
  const answer = await send();
  const chunks = answer.body[Symbol.asyncIterator]();
  let bytes = (await chunks.next()).value.length as number;
  // What the sockets of both sides hold comes on top of what is kept here.
  let before = -1;
  await expect.poll(() => before === (before = writer.written())).toBe(true);
  expect(writer.written()).toBeLessThan(parts / 4);
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) bytes += next.value.length;
  expect(bytes).toBe(parts * part.length);
});

test("an answer that drips arrives as it drips", async () => {
  let slow: ServerResponse | undefined;
  respond = (response) => {
    slow = response.writeHead(200);
    slow.write("one");
  };
  const answer = await send();
  const chunks = answer.body[Symbol.asyncIterator]();
  expect(String((await chunks.next()).value)).toBe("one");
  const second = chunks.next();
  slow?.end("two");
  expect(String((await second).value)).toBe("two");
  expect(await chunks.next()).toEqual({ done: true, value: undefined });
});

test("an answer that breaks off is an error after what came of it", async () => {
  respond = (response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.destroy());
  };
  const answer = await send();
  const chunks = answer.body[Symbol.asyncIterator]();
  expect(String((await chunks.next()).value)).toBe("half");
  await expect(chunks.next()).rejects.toThrow("other side closed");
  await expect(chunks.next()).rejects.toThrow("other side closed");
});

test("a signal ends the request at once, before its answer and in the middle of it", async () => {
  const early = new Cancellation();
  respond = () => early.abort();
  await expect(send(early)).rejects.toThrow("called off");

  const late = new Cancellation();
  respond = (response) => response.writeHead(200).write("some");
  const answer = await send(late);
  const chunks = answer.body[Symbol.asyncIterator]();
  await chunks.next();
  const next = chunks.next();
  late.abort();
  await expect(next).rejects.toThrow("called off");
});

test("leaving the iteration closes the socket to the upstream", async () => {
  let closed: Promise<unknown> | undefined;
  respond = (response) => {
    closed = once(response, "close");
    writeParts(response, 1_000_000);
  };
  const answer = await send();
  for await (const chunk of answer.body) if (chunk.length > 0) break;
  await expect(closed).resolves.toBeDefined();
});
