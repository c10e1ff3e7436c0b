import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "#lib/observability/logger.ts";
import { StdioCommand } from "./command.ts";
import { commandHeader, secretHeader, type LauncherAddress } from "./launcher-headers.ts";
import { StdioSession } from "./stdio-session.ts";

const maxBodyBytes = 10_000_000;
/** The command comes in a header. */
const maxHeaderBytes = 256 * 1024;
const sweepMs = 1_000;
/** A server that ends sooner after its start than this has failed, and the next start waits. */
const soundAfterMs = 10_000;
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;

export type LauncherOptions = {
  logger: Logger;
  /** Where programs are looked for. */
  path: string;
  /** Programs that run at once, all connections together. */
  maxChildren?: number;
  /** A program that nobody has used for so long is ended. */
  idleMs?: number;
};

export type Launcher = LauncherAddress & { close: () => Promise<void> };

type Failing = { waitMs: number; until: number };

/**
 * Serves stdio MCP servers over Streamable HTTP on the loopback interface: each session has a program of its own, so no
 * two callers ever share one. A program that ends takes its session with it; the client initializes again.
 */
export async function startLauncher(options: LauncherOptions): Promise<Launcher> {
  const { logger, maxChildren = 50, idleMs = 600_000 } = options;
  const secret = randomBytes(32).toString("base64url");
  const sessions = new Map<string, StdioSession>();
  const failing = new Map<string, Failing>();

  function open(encoded: string): { id: string; session: StdioSession } | number {
    const now = performance.now();
    const failed = failing.get(encoded);
    if (sessions.size >= maxChildren || (failed && failed.until > now)) return 503;
    const command = StdioCommand.parse(JSON.parse(Buffer.from(encoded, "base64").toString("utf8")));
    const id = randomBytes(24).toString("base64url");
    const session = new StdioSession(command, {
      path: options.path,
      logger,
      onEnd: () => {
        sessions.delete(id);
        if (!stopped.delete(id) && performance.now() - now < soundAfterMs) noteFailure(encoded);
      },
    });
    sessions.set(id, session);
    return { id, session };
  }
  const stopped = new Set<string>();
  function stop(id: string): void {
    stopped.add(id);
    sessions.get(id)?.stop();
  }
  function noteFailure(encoded: string): void {
    const waitMs = Math.min((failing.get(encoded)?.waitMs ?? firstWaitMs / 2) * 2, longestWaitMs);
    failing.set(encoded, { waitMs, until: performance.now() + waitMs });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isSecret(request.headers[secretHeader], secret)) return answer(response, 403);
    const id = request.headers["mcp-session-id"];
    const session = typeof id === "string" ? sessions.get(id) : undefined;
    if (id !== undefined && !session) return answer(response, 404);
    if (request.method === "DELETE" && session && typeof id === "string") {
      stop(id);
      return answer(response, 200);
    }
    if (request.method === "GET") return void (session?.listen(response) || answer(response, session ? 409 : 405));
    const text = await readText(request);
    const message = text === undefined ? undefined : (JSON.parse(text) as { id?: unknown; method?: unknown });
    if (text === undefined || message === undefined) return answer(response, 413);
    if (session) return session.post(message, text, response, {});
    // A client of 2026-07-28 takes this for a server that knows older versions only, and initializes.
    if (message.method !== "initialize") return answer(response, 400);
    const opened = open(String(request.headers[commandHeader]));
    if (typeof opened === "number") return answer(response, opened);
    opened.session.post(message, text, response, { "mcp-session-id": opened.id });
  }

  const server = createServer({ maxHeaderSize: maxHeaderBytes }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      logger.warn({ err: error }, "the launcher could not serve a request");
      answer(response, 400);
    });
  });
  const sweep = setInterval(() => {
    for (const [id, session] of sessions) if (session.idle && performance.now() - session.usedAt > idleMs) stop(id);
  }, sweepMs);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    secret,
    async close() {
      clearInterval(sweep);
      for (const id of sessions.keys()) stop(id);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, status === 503 ? { "retry-after": "1" } : {}).end();
}

function isSecret(given: string | string[] | undefined, secret: string): boolean {
  const bytes = Buffer.from(typeof given === "string" ? given : "");
  return bytes.length === secret.length && timingSafeEqual(bytes, Buffer.from(secret));
}

async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
