import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const decompress = promisify(gunzip);
const eventInLog = /"timestamp":"([^"]{24})","evt":\{"id":"(evt_[0-9A-Z]{26})"/g;

export type IntakeFault = 429 | 500 | "reset" | "slow";

/** A logs intake that keeps ids and times only: how often each event came, and how long after it happened. */
export type Intake = {
  url: string;
  /** Id and how often it arrived. */
  ids: Map<string, number>;
  /** Of the events since the last `clear`, ms. */
  lags: number[];
  clear: () => void;
  /** What the next request gets instead of an answer. */
  fail: (fault: IntakeFault) => void;
  /** As kill -9: every connection is cut and the port refuses, until `start`. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
};

export async function startIntake(): Promise<Intake> {
  const ids = new Map<string, number>();
  const lags: number[] = [];
  let faults: IntakeFault[] = [];
  let server = createServer(onRequest);
  let port = 0;

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    take(request, response).catch(() => response.destroy());
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const fault = faults.shift();
    if (fault === "reset") return void response.destroy();
    if (fault === "slow") await delay(3_000);
    else if (fault !== undefined) return void response.writeHead(fault).end("{}");
    const now = Date.now();
    const text = (await decompress(Buffer.concat(chunks))).toString("latin1");
    for (const [, time = "", id = ""] of text.matchAll(eventInLog)) {
      ids.set(id, (ids.get(id) ?? 0) + 1);
      lags.push(now - Date.parse(time));
    }
    response.writeHead(202).end("{}");
  }

  async function start(): Promise<void> {
    server = createServer(onRequest);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    ids,
    lags,
    clear: () => void lags.splice(0),
    fail: (fault) => void faults.push(fault),
    start,
    async kill() {
      faults = [];
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
