import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { PayloadCapture } from "./capture-payload.ts";

/** A caller that sends nothing for so long, while the upstream would take more, has given up. */
const idleMs = 60_000;
/** For so long the rest of an upload is thrown away after its answer, so that the caller reads the answer. */
const lingerMs = 30_000;
const bufferBytes = 256 * 1024;

/** The caller stopped in the middle of the body. */
export class UploadBroken extends Error {}

/**
 * A body that goes upstream as it comes, no faster than the upstream takes it, and is never there as a whole: its size and
 * hash are known at its end, its beginning is kept for the record. It can be sent once.
 */
export class Upload {
  /** As the caller has announced it; null where it comes in chunks. */
  readonly length: number | null;
  readonly #request: IncomingMessage;
  readonly #idleMs: number;
  readonly #capture = new PayloadCapture();
  #wake: (() => void) | undefined;

  constructor(request: IncomingMessage, response: ServerResponse, idleTimeoutMs = idleMs) {
    this.#idleMs = idleTimeoutMs;
    const { "content-length": length } = request.headers;
    this.length = length === undefined ? null : Number(length);
    this.#request = request;
    response.once("close", () => this.#discardRest());
  }

  /** Bytes that went upstream so far. */
  get bytes(): number {
    return this.#capture.bytes;
  }

  /** What undici sends. */
  stream(): Readable {
    return Readable.from(this.#chunks(), { objectMode: false, highWaterMark: bufferBytes });
  }

  /** What is recorded of it: the beginning, and size and SHA-256 of all that went upstream. */
  finish(callId: string): Promise<CapturedPayload> {
    return this.#capture.finish(callId, "request", this.#request.rawHeaders);
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    const request = this.#request;
    const wake = (): void => this.#wake?.();
    for (const event of ["readable", "end", "close"]) request.on(event, wake);
    while (!request.readableEnded) {
      const chunk = request.read() as Buffer | null;
      if (chunk !== null) {
        this.#capture.add(chunk);
        yield chunk;
      } else if (!request.readableEnded) {
        if (request.destroyed) throw new UploadBroken("the caller left");
        await this.#untilMore();
      }
    }
  }

  #untilMore(): Promise<void> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new UploadBroken("the caller sends no more")), this.#idleMs);
      this.#wake = () => {
        clearTimeout(late);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #discardRest(): void {
    const request = this.#request;
    if (request.complete || request.destroyed) return;
    const late = setTimeout(() => request.destroy(), lingerMs).unref();
    request.once("close", () => clearTimeout(late));
    request.removeAllListeners("readable");
    request.resume();
  }
}
