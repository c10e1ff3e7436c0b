import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// A fast upstream in a process of its own. It answers at once, counts the tool calls it saw, and says its port.

const chunk = Buffer.alloc(64 * 1024, "x");
const text = "y".repeat(900);
const toolResult = JSON.stringify({ jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text }] } });
const resultHeaders = ["content-type", "application/json", "content-length", String(toolResult.length)];
let toolCalls = 0;

const server = createServer((request, response) => {
  const url = request.url ?? "";
  if (url === "/calls") {
    response.end(String(toolCalls));
  } else if (request.method === "GET" && url === "/mcp") {
    // The stream of a session on which nothing happens.
    response.writeHead(200, ["content-type", "text/event-stream"]).flushHeaders();
  } else if (request.method === "GET") {
    stream(response, Number(new URL(url, "http://upstream").searchParams.get("bytes") ?? 0));
  } else {
    if (url === "/mcp") toolCalls++;
    request.on("end", () => response.writeHead(200, resultHeaders).end(toolResult)).resume();
  }
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", 4_096, () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit(0));

function stream(response: ServerResponse, bytes: number): void {
  let left = bytes;
  response.writeHead(200, ["content-type", "application/octet-stream"]);
  response.on("drain", write);
  write();

  function write(): void {
    while (left > 0) {
      const size = Math.min(left, chunk.length);
      left -= size;
      if (!response.write(size === chunk.length ? chunk : chunk.subarray(0, size))) return;
    }
    response.end();
  }
}
