import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { untilReady, type Readiness } from "./readiness.ts";
import { StartError } from "./start-error.ts";

const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** Having run this long, a program counts as sound again. */
const soundAfterMs = 30_000;
const startAttempts = 3;
/** Longer than any program takes to drain by itself. */
const killAfterMs = 15_000;

export type ChildSpec = {
  name: string;
  /** Arguments of node, the program's file among them. */
  args: string[];
  env: Record<string, string | undefined>;
  ready: Readiness;
};

/** A program in a process group of its own, started again, ever more slowly, whenever it ends. */
export class Child {
  /** Resolves when it first became ready, with what it said; rejects when it does not start. */
  readonly ready: Promise<unknown>;
  readonly #spec: ChildSpec;
  readonly #cwd: string;
  readonly #print: (line: string) => void;
  readonly #start = new EventEmitter();
  #process: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #wasReady = false;
  #failures = 0;
  #delayMs = firstDelayMs;

  constructor(spec: ChildSpec, options: { cwd: string; print: (line: string) => void }) {
    this.#spec = spec;
    this.#cwd = options.cwd;
    this.#print = options.print;
    this.ready = once(this.#start, "ready").then(([said]) => said as unknown);
    // Whoever waits sees the rejection; after a stop nobody waits.
    this.ready.catch(() => {});
    this.#launch();
  }

  /** Ends it, by force after a while; resolves once it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    const force = setTimeout(() => this.kill(), killAfterMs);
    child.kill("SIGTERM");
    await gone;
    clearTimeout(force);
  }

  /** Ends it and what it started at once. */
  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
    if (!this.#process?.pid) return;
    try {
      process.kill(-this.#process.pid, "SIGKILL");
    } catch {
      // It has gone already.
    }
  }

  #launch(): void {
    const { name, args, env } = this.#spec;
    const launchedAt = Date.now();
    const child = spawn(process.execPath, args, {
      cwd: this.#cwd,
      // Next narrows what an environment is; node takes any names.
      env: env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) if (stream) this.#forward(stream);
    const ended = new AbortController();
    let complaint: string | undefined;
    child.on("message", (message) => {
      if (typeof message === "object" && "failed" in message) complaint = String(message.failed);
    });
    child.once("exit", (code, signal) => {
      const how = signal ? `signal ${signal}` : `exit code ${code}`;
      ended.abort(new Error(`${name} ended with ${how}`));
      if (!this.#stopping) this.#onEnd(how, complaint, Date.now() - launchedAt);
    });
    untilReady(child, this.#spec, ended.signal).then(
      (said) => this.#onReady(said, Date.now() - launchedAt),
      (error: unknown) => {
        if (!ended.signal.aborted && !this.#wasReady) this.#start.emit("error", error);
      },
    );
  }

  #onReady(said: unknown, tookMs: number): void {
    this.#print(`${this.#spec.name.padEnd(10)} | ready after ${tookMs} ms`);
    this.#wasReady = true;
    this.#start.emit("ready", said);
  }

  #onEnd(how: string, complaint: string | undefined, ranMs: number): void {
    const { name } = this.#spec;
    if (!this.#wasReady && (++this.#failures >= startAttempts || complaint)) {
      const reason = complaint ?? `The ${name} does not start: it ended with ${how}. What it said is above.`;
      this.#start.emit("error", new StartError(reason));
      return;
    }
    if (ranMs > soundAfterMs) this.#delayMs = firstDelayMs;
    this.#print(`${name} ended with ${how}; starting it again in ${this.#delayMs} ms`);
    this.#timer = setTimeout(() => this.#launch(), this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
  }

  #forward(stream: Readable): void {
    createInterface({ input: stream }).on("line", (line) => {
      if (line.trim() !== "") this.#print(`${this.#spec.name.padEnd(10)} | ${line}`);
    });
  }
}
