import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "#lib/observability/logger.ts";
import { commandHeader, secretHeader, sharedHeader, type LauncherAddress } from "./launcher-headers.ts";
import { Programs } from "./programs.ts";
import { StdioSession } from "./stdio-session.ts";

const maxBodyBytes = 10_000_000;
/** The command comes in a header. */
const maxHeaderBytes = 256 * 1024;
const sweepMs = 1_000;
/** Far more than programs, because many sessions may share one. */
const maxSessions = 5_000;

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

/**
 * Serves stdio MCP servers over Streamable HTTP on the loopback interface: each session has a program of its own, so
 * that no two callers share one, unless their connection says that they may. A program that ends takes its sessions with
 * it; the client initializes again.
 */
export async function startLauncher(options: LauncherOptions): Promise<Launcher> {
  const { logger, maxChildren = 50, idleMs = 600_000 } = options;
  const secret = randomBytes(32).toString("base64url");
  const sessions = new Map<string, StdioSession>();
  const programs = new Programs({ path: options.path, logger, maxChildren });

  function open(encoded: string, sharedBy: string | null): { id: string; session: StdioSession } | undefined {
    if (sessions.size >= maxSessions) return undefined;
    const id = randomBytes(24).toString("base64url");
    const session = new StdioSession((events) => programs.open(encoded, sharedBy, events), {
      logger,
      onEnd: () => sessions.delete(id),
    });
    if (!session.isOpen) return undefined;
    sessions.set(id, session);
    return { id, session };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isSecret(request.headers[secretHeader], secret)) return answer(response, 403);
    const id = request.headers["mcp-session-id"];
    const session = typeof id === "string" ? sessions.get(id) : undefined;
    if (id !== undefined && !session) return answer(response, 404);
    if (request.method === "DELETE" && session) {
      session.stop();
      return answer(response, 200);
    }
    if (request.method === "GET") return void (session?.listen(response) || answer(response, session ? 409 : 405));
    const text = await readText(request);
    const message = text === undefined ? undefined : (JSON.parse(text) as { id?: unknown; method?: unknown });
    if (text === undefined || message === undefined) return answer(response, 413);
    if (session) return session.post(message, text, response, {});
    // A client of 2026-07-28 takes this for a server that knows older versions only, and initializes.
    if (message.method !== "initialize") return answer(response, 400);
    const sharedBy = request.headers[sharedHeader];
    const opened = open(String(request.headers[commandHeader]), String(sharedBy ?? "") || null);
    if (!opened) return answer(response, 503);
    opened.session.post(message, text, response, { "mcp-session-id": opened.id });
  }

  const server = createServer({ maxHeaderSize: maxHeaderBytes }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      logger.warn({ err: error }, "the launcher could not serve a request");
      answer(response, 400);
    });
  });
  const sweep = setInterval(() => {
    for (const session of sessions.values()) {
      if (session.idle && performance.now() - session.usedAt > idleMs) session.stop();
    }
  }, sweepMs);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    secret,
    async close() {
      clearInterval(sweep);
      for (const session of sessions.values()) session.stop();
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
