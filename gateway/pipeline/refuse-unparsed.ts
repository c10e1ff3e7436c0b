import type { Duplex } from "node:stream";
import { Socket } from "node:net";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";

/** Answers and records what Node's parser refuses: no stage has seen it, and its connection is beyond trust. */
export function refuseUnparsed(
  { ledger, logger, repeatedRefusals }: Pick<Dependencies, "ledger" | "logger" | "repeatedRefusals">,
  error: NodeJS.ErrnoException,
  socket: Duplex,
): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = refusalOf(error);
  const body = JSON.stringify({ errors: [refusal.message] });
  socket.end(
    `HTTP/1.1 ${refusal.httpStatus} Refused\r\ncontent-type: application/json\r\nconnection: close\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const event = newEvent({
    type: "call.refused",
    status: refusal.status,
    errorCode: refusal.code,
    httpStatus: refusal.httpStatus,
    clientIp: (socket instanceof Socket && socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, "")) || null,
  });
  if (!repeatedRefusals.isNews(event)) return;
  ledger.append([event]).catch((problem: unknown) => logger.warn({ err: problem }, "a refusal could not be recorded"));
}

function refusalOf({ code }: NodeJS.ErrnoException): Refusal {
  if (code === "HPE_HEADER_OVERFLOW") return new Refusal("too_many_headers", "The request's headers exceed 32 KiB.");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new Refusal("body_incomplete", "The request came too slowly.");
  const framing = ["HPE_INVALID_CONTENT_LENGTH", "HPE_INVALID_TRANSFER_ENCODING", "HPE_UNEXPECTED_CONTENT_LENGTH"];
  return new Refusal(framing.includes(code ?? "") ? "ambiguous_framing" : "malformed_request");
}
