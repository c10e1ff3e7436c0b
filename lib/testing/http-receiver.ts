import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };

type Answer = number | null | ((body: string) => number);

export type HttpReceiver = {
  url: string;
  received: Received[];
  /** Status of the answers from now on, maybe by what came; null: no answer at all. */
  answerWith(status: Answer): void;
  close(): Promise<void>;
};

/** A receiver of webhooks on a port of its own, which keeps what it is sent. */
export async function startHttpReceiver(): Promise<HttpReceiver> {
  let answer: Answer = 200;
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      received.push({ path: request.url ?? "", headers: request.headers, body });
      const status = typeof answer === "function" ? answer(body) : answer;
      if (status !== null) response.writeHead(status).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answerWith: (next) => {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
