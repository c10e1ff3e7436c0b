import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type SeenRequest = {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  bytes: Buffer;
};

type Handler = (seen: SeenRequest, response: ServerResponse) => unknown;

export type TestUpstream = {
  url: string;
  /** Every request that arrived, in order. */
  seen: SeenRequest[];
  /** What answers from now on. */
  answerWith: (handler: Handler) => void;
  close: () => Promise<void>;
};

/** A real HTTP server that keeps a journal; answers 200 with JSON until told otherwise. */
export async function startTestUpstream(): Promise<TestUpstream> {
  const seen: SeenRequest[] = [];
  let handler: Handler = answerOk;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const bytes = Buffer.concat(chunks);
      const entry = { method, url, headers, body: bytes.toString("utf8"), bytes };
      seen.push(entry);
      handler(entry, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answerWith: (next) => {
      handler = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers JSON-RPC requests with `result`, as an MCP server in JSON mode does. */
export function answerRpc(result: unknown) {
  return (seen: SeenRequest, response: ServerResponse): void => {
    const { id } = JSON.parse(seen.body) as { id: unknown };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  };
}

function answerOk(_: SeenRequest, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ok: true }));
}
