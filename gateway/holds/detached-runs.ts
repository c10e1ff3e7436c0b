import { Writable } from "node:stream";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";

/** Approved calls that run without a request of their caller that waits for them. One per process. */
export class DetachedRuns {
  readonly #running = new Set<Promise<void>>();

  /** Starts `run`, which never throws. */
  start(run: () => Promise<void>): void {
    const running = run().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Resolves when none runs any more, or after `deadlineMs`. */
  async idle(deadlineMs: number): Promise<void> {
    if (this.#running.size === 0) return;
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, deadlineMs).unref());
    await Promise.race([Promise.all(this.#running), deadline]);
  }
}

/** A request that nobody sent, for the stages of a call: what it says, and an answer that goes nowhere. */
export function nobodysRequest(given: { method: string; headers: readonly string[]; body: Buffer }): {
  request: IncomingMessage;
  response: ServerResponse;
} {
  const request = new IncomingMessage(new Socket());
  request.method = given.method;
  request.httpVersion = "1.1";
  request.rawHeaders.push(...given.headers);
  request.push(given.body);
  request.push(null);
  request.complete = true;
  const response = new ServerResponse(request);
  // Node asks no more of the socket of a response than to take bytes.
  response.assignSocket(new Writable({ write: (_chunk, _encoding, done) => done() }) as Socket);
  return { request, response };
}
