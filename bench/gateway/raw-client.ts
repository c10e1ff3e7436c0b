import { connect, type Socket } from "node:net";

/** Where a request goes, and the request as the bytes that go on the wire. */
export type RawRequest = { port: number; bytes: string };

export type RawOptions = {
  port: number;
  method?: string;
  path: string;
  token?: string;
  accept?: string;
  body?: string;
};

export function rawRequest({ port, method = "POST", path, token, accept, body = "" }: RawOptions): RawRequest {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `accept: ${accept ?? "application/json, text/event-stream"}`,
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    ...(method === "GET" ? [] : ["content-type: application/json", `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return { port, bytes: `${lines.join("\r\n")}\r\n\r\n${body}` };
}

/**
 * One keep-alive connection that knows answers with a content-length only: a load generator must cost less than what it
 * measures.
 */
export class RawConnection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#onData(chunk));
    socket.on("error", (error) => this.#waiting?.reject(error));
    socket.on("close", () => this.#waiting?.reject(new Error("the connection was closed")));
  }

  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => resolve(new RawConnection(socket)));
      socket.once("error", reject);
    });
  }

  /** Sends a request and resolves with the status once the whole answer is there. */
  send(bytes: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(bytes, "latin1");
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#received.toString("latin1", 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) {
      this.#waiting?.reject(new Error(`an answer without a content-length: ${head}`));
      return;
    }
    if (this.#received.length < end + 4 + length) return;
    this.#received = this.#received.subarray(end + 4 + length);
    this.#waiting?.resolve(Number(head.slice(9, 12)));
  }
}
