import { maxStoredAnswerBytes, type StoredAnswer } from "#lib/holds/stored-answer.ts";
import { eventData, EventStreamSplitter } from "../message/event-stream.ts";
import { endToEndHeaders, headerValue } from "../message/raw-headers.ts";
import { rpcTruth } from "../message/rpc-truth.ts";
import type { Call } from "../pipeline/call.ts";
import type { Answered } from "../pipeline/forward.ts";

/** Of the upstream's session with this gateway, or of one connection: not for a later request. */
const notStored = new Set(["set-cookie", "www-authenticate", "alt-svc", "date", "content-length", "mcp-session-id"]);

/** Collects the answer of an approved call as its caller gets it, so that an identical request can have it again. */
export class AnswerKeeper {
  readonly #call: Call;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= maxStoredAnswerBytes) this.#chunks.push(chunk);
    else this.#chunks.length = 0;
  }

  /** What was collected so far; null where it is too large, or holds no answer to this call. */
  finish({ statusCode, headers }: Pick<Answered, "statusCode" | "headers">): StoredAnswer | null {
    if (this.#bytes > maxStoredAnswerBytes) return null;
    const body = Buffer.concat(this.#chunks);
    if (this.#call.kind === "http") {
      const kept = endToEndHeaders(headers, notStored);
      return { kind: "http", status: statusCode, headers: kept, body: body.toString("base64") };
    }
    const message = responseIn(body, headerValue(headers, "content-type") ?? "", this.#call.id);
    return message === undefined ? null : { kind: "mcp", message };
  }
}

function responseIn(body: Buffer, contentType: string, id: string | number | null): string | undefined {
  if (id === null) return undefined;
  const isStream = contentType.toLowerCase().startsWith("text/event-stream");
  const messages = isStream
    ? new EventStreamSplitter(maxStoredAnswerBytes + 1).push(body).map(eventData)
    : [body.toString("utf8")];
  return messages.find((message) => rpcTruth(message, id) !== undefined);
}
