import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createAnswerPatience } from "./answer-patience.ts";
import { postBatch } from "./post-batch.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

function post(url: string, patience = createAnswerPatience({ atLeastMs: 100, atMostMs: 10_000 })) {
  return postBatch({ url, headers: {}, body: "[]", gzip: true, accepted: [202] }, undefined, patience);
}

async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket);
  });
  closers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ["bytes that are no HTTP", (socket: Socket) => void socket.end(Buffer.from([0, 255, 10, 10, 7]))],
  ["half a status line", (socket: Socket) => void socket.end("HTTP/1.1 2")],
  [
    "a body that ends early",
    (socket: Socket) => void socket.end("HTTP/1.1 202 Accepted\r\ncontent-length: 9\r\n\r\n{"),
  ],
  ["nothing, on a socket that is only half open", () => {}],
])("an intake that answers %s has acknowledged nothing, and is tried again", async (_, answer) => {
  const url = await listen((socket) => void socket.once("data", () => answer(socket)));
  expect(await post(url)).toMatchObject({ outcome: "retry", error: expect.stringContaining("cannot be reached") });
});

test("an intake that takes longer and longer to acknowledge is waited for in the end, then as briefly as before", async () => {
  let delayMs = 250;
  const server = createHttpServer((request, response) => {
    request.resume();
    setTimeout(() => response.writeHead(202).end(), delayMs);
  });
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const patience = createAnswerPatience({ atLeastMs: 50, atMostMs: 10_000 });

  const outcomes: string[] = [];
  while (outcomes.at(-1) !== "accepted") outcomes.push((await post(origin, patience)).outcome);
  expect(outcomes.slice(0, 3)).toEqual(["retry", "retry", "retry"]);

  delayMs = 0;
  await post(origin, patience);
  expect(patience.of(origin)).toBeLessThan(250);
});

test("patience stays within its limits, and is each sink's own", () => {
  const patience = createAnswerPatience({ atLeastMs: 10_000, atMostMs: 300_000 });
  for (let late = 0; late < 10; late += 1) patience.noteLate("https://slow.example");
  expect(patience.of("https://slow.example")).toBe(300_000);
  expect(patience.of("https://other.example")).toBe(10_000);
  patience.noteAnswered("https://slow.example", 120_000);
  expect(patience.of("https://slow.example")).toBe(300_000);
  patience.noteAnswered("https://slow.example", 20);
  expect(patience.of("https://slow.example")).toBe(10_000);
});
