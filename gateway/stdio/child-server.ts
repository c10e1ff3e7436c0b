import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import type { Logger } from "#lib/observability/logger.ts";
import type { StdioCommand } from "./command.ts";
import { LineSplitter } from "./line-splitter.ts";

const maxLineBytes = 10_000_000;
const maxLoggedCharacters = 2_000;
const termGraceMs = 2_000;

/** One running stdio server. Its messages are lines; what it says on stderr goes to the gateway's log. */
export class ChildServer {
  readonly #child: ChildProcessWithoutNullStreams;
  #ended = false;

  constructor(
    command: StdioCommand,
    options: { path: string; logger: Logger; onMessage: (line: string) => void; onEnd: () => void },
  ) {
    const { logger } = options;
    // A group of its own, so that what the program itself starts ends with it.
    this.#child = spawn(command.program, command.args, {
      shell: false,
      detached: true,
      stdio: "pipe",
      // The type wants what Next adds to it; a program gets no more than this.
      env: { PATH: options.path, ...command.env } as unknown as NodeJS.ProcessEnv,
    });
    const end = (): void => {
      if (this.#ended) return;
      this.#ended = true;
      options.onEnd();
    };
    const output = new LineSplitter(maxLineBytes);
    const errors = new LineSplitter(maxLineBytes);
    this.#read("stdout", output, (line) => line !== "" && options.onMessage(line));
    this.#read("stderr", errors, (line) => logger.info({ stderr: line.slice(0, maxLoggedCharacters) }, "stdio server"));
    this.#child.stdin.on("error", () => {});
    this.#child.on("error", (error) => {
      logger.warn({ err: error, program: command.program }, "a stdio server could not be started");
      end();
    });
    this.#child.on("exit", (code, signal) => {
      logger.info({ program: command.program, code, signal }, "a stdio server ended");
      end();
    });
  }

  /** Sends one message. Line ends are white space in JSON, and would end the message here. */
  send(message: string): void {
    this.#child.stdin.write(`${message.replaceAll(/[\r\n]+/g, " ")}\n`);
  }

  /** Ends the program and what it has started, in the end by force. */
  stop(): void {
    if (this.#ended) return;
    this.#child.stdin.end();
    this.#signal("SIGTERM");
    setTimeout(() => this.#signal("SIGKILL"), termGraceMs).unref();
  }

  #read(stream: "stdout" | "stderr", splitter: LineSplitter, onLine: (line: string) => void): void {
    this.#child[stream].on("data", (chunk: Buffer) => {
      try {
        for (const line of splitter.push(chunk)) onLine(line);
      } catch {
        this.stop();
      }
    });
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }
}
