import type { ServerResponse } from "node:http";
import type { Logger } from "#lib/observability/logger.ts";
import { parseRpcMessage, type Program, type ProgramEvents, type RpcMessage } from "./program.ts";

const maxWaiting = 100;
const commentEveryMs = 15_000;

/** One MCP session of one caller with a stdio server, spoken to over Streamable HTTP (2025-11-25). */
export class StdioSession {
  readonly #program: Program | undefined;
  readonly #logger: Logger;
  readonly #pending = new Map<string, { response: ServerResponse; progressToken: unknown }>();
  readonly #waiting: string[] = [];
  #listener: ServerResponse | undefined;
  usedAt = performance.now();

  /** `open` gives the program, or undefined where there is none to be had: then the session is of no use. */
  constructor(
    open: (events: ProgramEvents) => Program | undefined,
    { logger, onEnd }: { logger: Logger; onEnd: () => void },
  ) {
    this.#logger = logger;
    this.#program = open({
      onMessage: (line) => this.#take(line),
      onEnd: () => {
        this.#endAll();
        onEnd();
      },
    });
  }

  get isOpen(): boolean {
    return this.#program !== undefined;
  }

  /** Whether nobody waits for anything and nobody listens. */
  get idle(): boolean {
    return this.#pending.size === 0 && this.#listener === undefined;
  }

  /** Passes a message on. A request's answer comes as an event stream; anything else is taken with 202. */
  post(message: RpcMessage, text: string, response: ServerResponse, headers: Record<string, string>): void {
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
    this.#program?.send(text);
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
    this.#program?.stop();
  }

  #take(line: string): void {
    this.usedAt = performance.now();
    const message = parseRpcMessage(line);
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
  #streamFor({ params }: RpcMessage): ServerResponse | undefined {
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
