import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
} from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer, type EventStore, type JSONRPCMessage } from "@modelcontextprotocol/server";
import { registerInputTools, requestState } from "./scenario-input.ts";
import { registerPrompts, registerResources } from "./scenario-prompts.ts";
import { registerServerInitiated } from "./scenario-requests.ts";
import { registerTools } from "./scenario-tools.ts";

/**
 * An MCP server with everything that the conformance suite calls, on the official server SDK: both eras on one address,
 * sessions and resumable streams for the older ones. Resolves with its address.
 */
export async function startScenarioServer(): Promise<{ url: string; close: () => Promise<void> }> {
  const modern = createMcpHandler(({ era }) => build(era), { legacy: "reject", keepAliveMs: 1_000 });
  const serveModern = toNodeHandler(modern);
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
  const validHost = localhostHostValidation();
  const validOrigin = localhostOriginValidation();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!validHost(request, response) || !validOrigin(request, response)) return;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = readJson(Buffer.concat(chunks));
    const sessionId = request.headers["mcp-session-id"];
    const session = typeof sessionId === "string" ? sessions.get(sessionId) : undefined;
    const isModernEra = request.headers["mcp-protocol-version"] === "2026-07-28" || hasEnvelope(body);
    if (isModernEra) return serveModern(request, response, body);
    if (session) return session.handleRequest(request, response, body);
    if (sessionId !== undefined) return refuse(response, 404, -32001, "Session not found");
    if (!isInitialize(body)) return serveModern(request, response, body);
    const transport: NodeStreamableHTTPServerTransport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      eventStore: newEventStore(),
      retryInterval: 500,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await build("legacy").connect(transport);
    await transport.handleRequest(request, response, body);
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/mcp`,
    async close() {
      await modern.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function build(era: "legacy" | "modern"): McpServer {
  const server = new McpServer(
    { name: "conformance-scenarios", version: "1.0.0" },
    {
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: (state, context) => requestState.verify(state, context) },
    },
  );
  registerTools(server);
  registerPrompts(server);
  registerResources(server);
  if (era === "modern") registerInputTools(server);
  else registerServerInitiated(server);
  server.server.setRequestHandler("completion/complete", () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
  if (era === "legacy") {
    server.server.setRequestHandler("resources/subscribe", () => ({}));
    server.server.setRequestHandler("resources/unsubscribe", () => ({}));
  }
  return server;
}

/** Keeps the events of a session, so that a stream that broke off can be resumed by `Last-Event-ID`. */
function newEventStore(): EventStore {
  const events: { id: string; stream: string; message: JSONRPCMessage }[] = [];
  return {
    storeEvent(stream, message) {
      const id = `${stream}::${events.length}`;
      events.push({ id, stream, message });
      return Promise.resolve(id);
    },
    getStreamIdForEventId: (id) => Promise.resolve(events.find((event) => event.id === id)?.stream),
    async replayEventsAfter(lastId, { send }) {
      const last = events.findIndex((event) => event.id === lastId);
      const stream = events[last]?.stream ?? "";
      for (const event of events.slice(last + 1)) {
        if (event.stream === stream && Object.keys(event.message).length > 0) await send(event.id, event.message);
      }
      return stream;
    },
  };
}

function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

type Message = { method?: unknown; params?: { _meta?: Record<string, unknown> } };

function isInitialize(body: unknown): boolean {
  return (body as Message | undefined)?.method === "initialize";
}

function hasEnvelope(body: unknown): boolean {
  return (body as Message | undefined)?.params?._meta?.["io.modelcontextprotocol/protocolVersion"] !== undefined;
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id: null, error: { code, message } }));
}
