import type { ServerResponse } from "node:http";
import type { Logger } from "#lib/observability/logger.ts";
import { ChildServer } from "./child-server.ts";
import type { StdioCommand } from "./command.ts";

const maxWaiting = 100;
const commentEveryMs = 15_000;

type Message = { id?: unknown; method?: unknown; params?: Record<string, unknown> };

/** One MCP session of one caller with a stdio server of its own, spoken to over Streamable HTTP (2025-11-25). */
export class StdioSession {
  readonly #child: ChildServer;
  readonly #logger: Logger;
  readonly #pending = new Map<string, { response: ServerResponse; progressToken: unknown }>();
  readonly #waiting: string[] = [];
  #listener: ServerResponse | undefined;
  usedAt = performance.now();

  constructor(command: StdioCommand, options: { path: string; logger: Logger; onEnd: () => void }) {
    this.#logger = options.logger;
    this.#child = new ChildServer(command, {
      path: options.path,
      logger: options.logger,
      onMessage: (line) => this.#take(line),
      onEnd: () => {
        this.#endAll();
        options.onEnd();
      },
    });
  }

  /** Whether nobody waits for anything and nobody listens. */
  get idle(): boolean {
    return this.#pending.size === 0 && this.#listener === undefined;
  }

  /** Passes a message on. A request's answer comes as an event stream; anything else is taken with 202. */
  post(message: Message, text: string, response: ServerResponse, headers: Record<string, string>): void {
    this.usedAt = performance.now();
    const isRequest = message.method !== undefined && message.id !== undefined;
    const key = keyOf(message.id);
    if (isRequest && this.#pending.has(key)) {
      response.writeHead(400).end();
      return;
    }
    if (isRequest) {
      const meta = message.params?.["_meta"] as { progressToken?: unknown } | undefined;
      this.#pending.set(key, { response, progressToken: meta?.progressToken });
      openStream(response, headers);
      // Whoever has given the answer up does not keep the program busy.
      response.on("close", () => {
        if (this.#pending.get(key)?.response === response) this.#pending.delete(key);
      });
    } else {
      response.writeHead(202).end();
    }
    this.#child.send(text);
  }

  /** The stream for what the server says of its own accord. False where there is one already. */
  listen(response: ServerResponse): boolean {
    if (this.#listener) return false;
    this.usedAt = performance.now();
    this.#listener = response;
    openStream(response, {});
    response.on("close", () => {
      this.#listener = undefined;
    });
    for (const line of this.#waiting.splice(0)) writeEvent(response, line);
    return true;
  }

  stop(): void {
    this.#child.stop();
  }

  #take(line: string): void {
    this.usedAt = performance.now();
    const message = parse(line);
    if (message === undefined) {
      this.#logger.warn({ line: line.slice(0, 200) }, "a stdio server wrote what is no message");
      return;
    }
    const answers = message.method === undefined ? this.#pending.get(keyOf(message.id)) : undefined;
    if (answers) {
      this.#pending.delete(keyOf(message.id));
      writeEvent(answers.response, line);
      answers.response.end();
      return;
    }
    const target = this.#streamFor(message);
    if (target) writeEvent(target, line);
    else if (this.#waiting.length < maxWaiting) this.#waiting.push(line);
  }

  /** Progress goes to the call it is of; all else to the call that was made last, or to who listens. */
  #streamFor({ params }: Message): ServerResponse | undefined {
    const calls = [...this.#pending.values()];
    const token = params?.["progressToken"];
    const own = token === undefined ? undefined : calls.find((call) => call.progressToken === token);
    return (own ?? calls.findLast(({ response }) => !response.destroyed))?.response ?? this.#listener;
  }

  #endAll(): void {
    for (const [key, { response }] of this.#pending) {
      const error = { code: -32_603, message: "The server ended before it answered." };
      writeEvent(response, JSON.stringify({ jsonrpc: "2.0", id: JSON.parse(key) as unknown, error }));
      response.end();
    }
    this.#pending.clear();
    this.#listener?.end();
  }
}

function openStream(response: ServerResponse, headers: Record<string, string>): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", ...headers });
  response.flushHeaders();
  const timer = setInterval(() => response.write(": waiting\n\n"), commentEveryMs);
  response.on("close", () => clearInterval(timer));
}

function writeEvent(response: ServerResponse, line: string): void {
  if (!response.destroyed) response.write(`event: message\ndata: ${line}\n\n`);
}

function keyOf(id: unknown): string {
  return JSON.stringify(id ?? null);
}

function parse(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
