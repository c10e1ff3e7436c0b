const lineFeed = 10;

/** Cuts the output of a program into lines. Throws RangeError where one is too long to be a message. */
export class LineSplitter {
  readonly #maxBytes: number;
  #pending: Buffer[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      this.#add(chunk.subarray(from, at));
      lines.push(Buffer.concat(this.#pending).toString("utf8").trimEnd());
      this.#pending = [];
      this.#bytes = 0;
      from = at + 1;
    }
    this.#add(chunk.subarray(from));
    return lines;
  }

  #add(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) throw new RangeError("a line is longer than the limit");
    if (part.length > 0) this.#pending.push(part);
  }
}
