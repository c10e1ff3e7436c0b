const lineFeed = 10;
const carriageReturn = 13;
const colon = 58;

/**
 * Cuts a text/event-stream (WHATWG HTML, 9.2.6) into events without changing a byte. Comments that stand alone are
 * pieces of their own, so that a keep-alive is passed on at once.
 */
export class EventStreamSplitter {
  readonly #maxEventBytes: number;
  #pending: Buffer = Buffer.alloc(0);
  #scanned = 0;
  #lineStart = 0;
  #hasFields = false;

  constructor(maxEventBytes: number) {
    this.#maxEventBytes = maxEventBytes;
  }

  /** The whole events that `chunk` completes, in order. Throws RangeError where one event is too large. */
  push(chunk: Buffer): Buffer[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const pieces: Buffer[] = [];
    while (this.#scanned < this.#pending.length) {
      const byte = this.#pending[this.#scanned];
      const next = this.#pending[this.#scanned + 1];
      // A carriage return at the end of a chunk may be half of a CRLF: wait for the other half.
      if (byte === carriageReturn && next === undefined) break;
      const endOfLine = byte === lineFeed || (byte === carriageReturn && next !== lineFeed);
      this.#scanned++;
      if (endOfLine && this.#endLine()) pieces.push(this.#cut());
    }
    if (this.#pending.length > this.#maxEventBytes) throw new RangeError("an event is larger than the limit");
    return pieces;
  }

  /** What is left at the end of the stream: an event that was never completed, which clients ignore. */
  rest(): Buffer {
    return this.#pending;
  }

  /** Whether the line that ends here ends a piece as well. */
  #endLine(): boolean {
    const first = this.#pending[this.#lineStart];
    const isBlank = first === lineFeed || first === carriageReturn;
    const isComment = first === colon;
    this.#lineStart = this.#scanned;
    if (!isBlank && !isComment) this.#hasFields = true;
    return isBlank || (isComment && !this.#hasFields);
  }

  #cut(): Buffer {
    const piece = this.#pending.subarray(0, this.#scanned);
    this.#pending = this.#pending.subarray(this.#scanned);
    this.#scanned = 0;
    this.#lineStart = 0;
    this.#hasFields = false;
    return piece;
  }
}

/** The data of one event: its `data:` lines joined. Empty where it has none. */
export function eventData(event: Buffer): string {
  return event
    .toString("utf8")
    .split(/\r\n|\r|\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => (line[5] === " " ? line.slice(6) : line.slice(5)))
    .join("\n");
}

/** The event with other data; its other fields stay as they are and where they are. */
export function withEventData(event: Buffer, data: string): Buffer {
  const lines = event.toString("utf8").split(/(?<=\n)|(?<=\r)(?!\n)/);
  const first = lines.findIndex((line) => line.startsWith("data:"));
  const end = /[\r\n]+$/.exec(lines[first] ?? "")?.[0] ?? "\n";
  const replaced = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}${end}`);
  const kept = lines.map((line) => (line.startsWith("data:") ? "" : line));
  kept[first] = replaced.join("");
  return Buffer.from(kept.join(""));
}

/** One `message` event that carries `data`, whatever line ends are in it. */
export function messageEvent(data: Buffer | string): string {
  const lines = data.toString("utf8").split(/\r\n|\r|\n/);
  return `event: message\n${lines.map((line) => `data: ${line}\n`).join("")}\n`;
}
