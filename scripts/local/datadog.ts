import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { errorV1 } from "./datadog/answer.ts";
import type { Answer, Request } from "./datadog/answer.ts";
import { answerApi } from "./datadog/api.ts";
import type { Objects, Stored } from "./datadog/api.ts";
import { takeChange } from "./datadog/changes.ts";
import type { ChangeAttributes } from "./datadog/changes.ts";
import { createFaults } from "./datadog/faults.ts";
import type { Faults } from "./datadog/faults.ts";
import { takeLogs } from "./datadog/intake.ts";
import { createLogs } from "./datadog/logs.ts";
import type { StoredLog } from "./datadog/logs.ts";
import { receivedPage } from "./datadog/received-page.ts";

const maxBodyBytes = 6_000_000;
const rateLimit = 6_000;
const ratePeriodS = 10;

export type Datadog = {
  /** Base address of both the API and the logs intake. */
  url: string;
  faults: Faults;
  /** Indexed events, oldest first. */
  logs(): readonly StoredLog[];
  dashboards(): Stored[];
  /** Change events, oldest first; the newest 1,000. */
  changes(): readonly ChangeAttributes[];
  monitors(): Stored[];
  /** Batches posted to the intake so far: how each was encoded and answered (0: cut or stalled). */
  batches(): readonly { encoding: string; bytes: number; status: number }[];
  close(): Promise<void>;
};

/**
 * A small Datadog look-alike for the embedded default and the tests: the logs intake with its documented limits, and
 * the little of the API that an agent and an installer use. Everything is in memory and bounded.
 */
export async function startDatadog(options: {
  apiKey: string;
  appKey: string;
  host?: string;
  /** 0 or absent: any free port. */
  port?: number;
}): Promise<Datadog> {
  const { apiKey, appKey } = options;
  const logs = createLogs();
  const faults = createFaults();
  const changes: ChangeAttributes[] = [];
  const objects: Objects = { dashboards: new Map(), monitors: new Map() };
  const batches: { encoding: string; bytes: number; status: number }[] = [];

  function answer(request: Request): Answer {
    if (request.method === "GET" && request.path === "/_received") return { status: 200, html: receivedPage(logs) };
    if (request.method === "POST" && request.path === "/api/v2/logs") {
      return takeLogs(request, { apiKey, logs, refuses: faults.refuses });
    }
    if (request.method === "POST" && request.path === "/api/v2/events") return takeChange(request, apiKey, changes);
    return answerApi(request, { apiKey, appKey }, objects, logs) ?? errorV1(404, "Not found");
  }

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    const isIntake = request !== "too-large" && request.method === "POST" && request.path === "/api/v2/logs";
    const batch = isIntake && {
      encoding: request.headers["content-encoding"] ?? "identity",
      bytes: request.body.length,
      status: 0,
    };
    if (batch) batches.push(batch);
    if (batches.length > 10_000) batches.shift();
    function send(answered: Answer): void {
      if (batch) batch.status = answered.status;
      respond(response, answered);
    }
    if (request === "too-large") send(errorV1(413, "Payload Too Large"));
    else if (!isIntake || !faults.strike(response, send)) send(answer(request));
  }

  const server = createServer((message, response) => {
    handle(message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    faults,
    logs: () => logs.all(),
    dashboards: () => [...objects.dashboards.values()],
    changes: () => changes,
    monitors: () => [...objects.monitors.values()],
    batches: () => batches,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(message: IncomingMessage): Promise<Request | "too-large"> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Over the limit the rest is read and dropped, so that the answer arrives instead of a reset.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  if (bytes > maxBodyBytes) return "too-large";
  const url = new URL(message.url ?? "/", "http://look-alike");
  return {
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    body: Buffer.concat(chunks),
  };
}

function respond(response: ServerResponse, answer: Answer): void {
  const body = answer.html ?? JSON.stringify(answer.body ?? {});
  response.writeHead(answer.status, {
    "content-type": answer.html === undefined ? "application/json" : "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "x-ratelimit-limit": String(rateLimit),
    "x-ratelimit-period": String(ratePeriodS),
    "x-ratelimit-remaining": String(rateLimit - 1),
    "x-ratelimit-reset": String(ratePeriodS),
    ...answer.headers,
  });
  response.end(body);
}
