import { maskBody } from "#lib/masking/mask-body.ts";
import type { MaskPlan } from "#lib/masking/mask-plan.ts";
import type { Tokenizer } from "#lib/masking/tokenizer.ts";
import type { Refusal } from "../errors.ts";
import { decodeBody } from "../message/decode-body.ts";
import { EventStreamSplitter } from "../message/event-stream.ts";
import { headerValue, type RawHeaders } from "../message/raw-headers.ts";
import type { Answered } from "../pipeline/forward.ts";
import type { AnswerBody } from "../upstream/send-request.ts";
import { withoutBodyHeaders } from "./body-headers.ts";
import { maskLines } from "./mask-lines.ts";
import { maskingRefusal } from "./mask-payload.ts";

/** An answer to be masked is kept in memory, so it has a limit; a longer one is refused. */
const maxMaskedBytes = 10_000_000;

const jsonLines = /^application\/(?:x-ndjson|jsonl|x-jsonlines|json-lines)\b/i;
const lines = new RegExp(`^text/(?!event-stream)|${jsonLines.source}`, "i");
const newline = 0x0a;

/** Thrown where an answer must not go on to the caller as it is. */
export class AnswerWithheld extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

type Masker = { plan: MaskPlan; tokenize: Tokenizer; note: (counts: ReadonlyMap<string, number>) => void };

/**
 * The answer as the caller may see it: event streams event by event, long text line by line, anything else as a whole. Where nothing is masked,
 * its bytes and headers are those of the upstream. Throws AnswerWithheld where it cannot be masked.
 */
export async function maskAnswer(answered: Answered, masker: Masker): Promise<Answered> {
  const { headers, statusCode, body } = answered;
  const type = headerValue(headers, "content-type");
  const encoding = headerValue(headers, "content-encoding");
  const abandon = () => body.abandon();
  if ((type ?? "").toLowerCase().startsWith("text/event-stream") && encoding === null) {
    return withBody(answered, headers, Object.assign(maskEvents(answered, masker), { abandon }));
  }
  if (encoding === null && statusCode === 200 && isLongText(type, headerValue(headers, "content-length"))) {
    const pieces = maskLines(body, (piece) => maskText(piece, type, masker), maxMaskedBytes);
    return {
      ...answered,
      headers: withoutBodyHeaders(headers),
      body: Object.assign(withheldIfTooLong(pieces), { abandon }),
    };
  }
  const whole = await readWhole(answered);
  if (whole.length === 0) return withBody(answered, headers, new WholeBody(whole));
  // Parts of a body could be asked for in such a way that no part has a whole value in it.
  const plain = statusCode === 206 ? null : await decodeBody(whole, encoding, maxMaskedBytes);
  if (plain === null) throw new AnswerWithheld(maskingRefusal("failed", null));
  const masked = mask(plain, type, masker);
  if (masked === plain) return withBody(answered, headers, new WholeBody(whole));
  const changed = [...withoutBodyHeaders(headers), "content-length", String(masked.length)];
  return withBody(answered, changed, new WholeBody(masked));
}

/** Text of lines that is longer than what is kept in memory, or of which nobody knows how long it will be. */
function isLongText(type: string | null, length: string | null): boolean {
  return lines.test(type ?? "") && (length === null || Number(length) > maxMaskedBytes);
}

/** Lines of JSON are each looked at as JSON, so that fields can be masked in them. */
function maskText(piece: Buffer, type: string | null, masker: Masker): Buffer {
  if (!jsonLines.test(type ?? "")) return mask(piece, type, masker);
  const masked: Buffer[] = [];
  for (let from = 0; from < piece.length;) {
    const end = piece.indexOf(newline, from) + 1 || piece.length;
    masked.push(mask(piece.subarray(from, end), "application/json", masker));
    from = end;
  }
  return Buffer.concat(masked);
}

async function* withheldIfTooLong(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    throw error instanceof RangeError ? new AnswerWithheld(maskingRefusal("failed", null)) : error;
  }
}

async function* maskEvents(answered: Answered, masker: Masker): AsyncGenerator<Buffer> {
  const splitter = new EventStreamSplitter(maxMaskedBytes);
  for await (const chunk of answered.body) {
    for (const event of splitter.push(chunk)) yield mask(event, "text/event-stream", masker);
  }
  const rest = splitter.rest();
  if (rest.length > 0) yield mask(rest, "text/event-stream", masker);
}

function mask(body: Buffer, type: string | null, { plan, tokenize, note }: Masker): Buffer {
  const masked = maskBody(body, type, plan, tokenize);
  if (!masked.ok) throw new AnswerWithheld(maskingRefusal(masked.problem, masked.kind));
  note(masked.counts);
  return masked.body;
}

async function readWhole({ body }: Answered): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxMaskedBytes) throw new AnswerWithheld(maskingRefusal("failed", null));
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function withBody({ statusCode, sentAt }: Answered, headers: RawHeaders, body: AnswerBody): Answered {
  return { statusCode, headers, body, sentAt };
}

/** A body that has been read already: there is nothing to abandon any more. */
class WholeBody implements AnswerBody, AsyncIterator<Buffer> {
  #left: Buffer;

  constructor(body: Buffer) {
    this.#left = body;
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return this;
  }

  next(): Promise<IteratorResult<Buffer>> {
    const value = this.#left;
    if (value.length === 0) return Promise.resolve({ done: true, value: undefined });
    this.#left = nothing;
    return Promise.resolve({ done: false, value });
  }

  abandon(): void {}
}

const nothing: Buffer = Buffer.alloc(0);
