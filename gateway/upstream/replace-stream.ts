/** Bytes that could continue a host or a path segment: what ends before them is a longer name, not ours. */
const continues = /[\w.~:@%-]/;

type Replacement = { from: Buffer; to: Buffer };

/** Replaces texts in bytes that come in pieces of any size, and keeps back no more than what may yet become one. */
export class ReplaceStream {
  readonly #replacements: readonly Replacement[];
  #held: Buffer = Buffer.alloc(0);
  /** Whether anything was replaced so far. */
  changed = false;

  constructor(replacements: readonly (readonly [from: string, to: string])[]) {
    this.#replacements = replacements.map(([from, to]) => ({ from: Buffer.from(from), to: Buffer.from(to) }));
  }

  push(chunk: Buffer): Buffer {
    return this.#replace(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]), false);
  }

  end(): Buffer {
    return this.#replace(this.#held, true);
  }

  #replace(bytes: Buffer, isLast: boolean): Buffer {
    const parts: Buffer[] = [];
    let done = 0;
    for (let match = this.#find(bytes, 0); match; match = this.#find(bytes, match.end)) {
      const next = bytes[match.end];
      if (next === undefined && !isLast) break;
      if (next !== undefined && continues.test(String.fromCharCode(next))) continue;
      parts.push(bytes.subarray(done, match.start), match.to);
      done = match.end;
      this.changed = true;
    }
    const keep = isLast ? 0 : this.#unfinished(bytes.subarray(done));
    this.#held = bytes.subarray(bytes.length - keep);
    parts.push(bytes.subarray(done, bytes.length - keep));
    return parts.length === 1 ? (parts[0] ?? bytes) : Buffer.concat(parts);
  }

  #find(bytes: Buffer, offset: number): { start: number; end: number; to: Buffer } | undefined {
    let first: { start: number; end: number; to: Buffer } | undefined;
    for (const { from, to } of this.#replacements) {
      const start = bytes.indexOf(from, offset);
      if (start !== -1 && (!first || start < first.start)) first = { start, end: start + from.length, to };
    }
    return first;
  }

  /** How many bytes at the end begin a text, or are one whose next byte is not there yet. */
  #unfinished(bytes: Buffer): number {
    let most = 0;
    for (const { from } of this.#replacements) {
      for (let length = Math.min(from.length, bytes.length); length > most; length--) {
        if (bytes.subarray(bytes.length - length).equals(from.subarray(0, length))) most = length;
      }
    }
    return most;
  }
}
