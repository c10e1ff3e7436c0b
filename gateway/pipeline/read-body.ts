import type { IncomingMessage } from "node:http";
import { Refusal } from "../errors.ts";

export const maxBodyBytes = 10_000_000;
/** Of the whole body; one that passes unread may take as long as it likes, and has a limit on its pauses. */
const bodyTimeoutMs = 120_000;

/** The whole body, up to 10 MB. */
export function readBody(request: IncomingMessage, timeoutMs = bodyTimeoutMs): Promise<Buffer | Refusal> {
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) {
    return Promise.resolve(new Refusal("body_too_large"));
  }
  return new Promise((settle) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const late = setTimeout(() => resolve(new Refusal("body_incomplete", "The request came too slowly.")), timeoutMs);
    function resolve(body: Buffer | Refusal): void {
      clearTimeout(late);
      settle(body);
    }
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) {
        request.pause();
        resolve(new Refusal("body_too_large"));
      } else {
        chunks.push(chunk);
      }
    });
    request.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on("error", () => resolve(new Refusal("body_incomplete")));
    request.on("close", () => resolve(new Refusal("body_incomplete")));
  });
}
