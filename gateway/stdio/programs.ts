import type { Logger } from "#lib/observability/logger.ts";
import { ChildServer } from "./child-server.ts";
import { StdioCommand } from "./command.ts";
import type { Program, ProgramEvents } from "./program.ts";
import { SharedProgram } from "./shared-program.ts";

/** A server that ends sooner after its start than this has failed, and the next start waits. */
const soundAfterMs = 10_000;
const firstWaitMs = 2_000;
const longestWaitMs = 60_000;

type Failing = { waitMs: number; until: number };

/** The programs that run: so many at once, those that fail at their start again ever more slowly. */
export class Programs {
  readonly #options: { path: string; logger: Logger; maxChildren: number };
  readonly #failing = new Map<string, Failing>();
  readonly #shared = new Map<string, SharedProgram>();
  #running = 0;

  constructor(options: { path: string; logger: Logger; maxChildren: number }) {
    this.#options = options;
  }

  /**
   * A program for one session: one of its own, or the one of the connection `sharedBy`. Undefined where there is no room
   * for it, or where it has just failed. Throws where `encoded` is no command.
   */
  open(encoded: string, sharedBy: string | null, events: ProgramEvents): Program | undefined {
    const key = `${sharedBy} ${encoded}`;
    const running = sharedBy === null ? undefined : this.#shared.get(key);
    if (running) return running.join(events);
    const failed = this.#failing.get(encoded);
    if (this.#running >= this.#options.maxChildren || (failed && failed.until > performance.now())) return undefined;
    if (sharedBy === null) return this.#start(encoded, events);
    const shared = new SharedProgram((own) =>
      this.#start(encoded, {
        onMessage: own.onMessage,
        onEnd: () => {
          if (this.#shared.get(key) === shared) this.#shared.delete(key);
          own.onEnd();
        },
      }),
    );
    this.#shared.set(key, shared);
    return shared.join(events);
  }

  #start(encoded: string, { onMessage, onEnd }: ProgramEvents): Program {
    const { path, logger } = this.#options;
    const command = StdioCommand.parse(JSON.parse(Buffer.from(encoded, "base64").toString("utf8")));
    const startedAt = performance.now();
    let wasStopped = false;
    this.#running++;
    const child = new ChildServer(command, {
      path,
      logger,
      onMessage,
      onEnd: () => {
        this.#running--;
        if (!wasStopped && performance.now() - startedAt < soundAfterMs) this.#noteFailure(encoded);
        onEnd();
      },
    });
    return {
      send: (message) => child.send(message),
      stop: () => {
        wasStopped = true;
        child.stop();
      },
    };
  }

  #noteFailure(encoded: string): void {
    const waitMs = Math.min((this.#failing.get(encoded)?.waitMs ?? firstWaitMs / 2) * 2, longestWaitMs);
    this.#failing.set(encoded, { waitMs, until: performance.now() + waitMs });
  }
}
