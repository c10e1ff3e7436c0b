import { hostname } from "node:os";
import type { AuditEvent, EventStatus } from "#lib/ledger/events.ts";
import { boundedJson } from "../bounded-json.ts";
import type { SinkDriver } from "../sink-driver.ts";
import { toPlainEvent } from "../to-plain-event.ts";
import { sendFrames } from "./send-frames.ts";

/** Log audit (RFC 5424, 6.2.1). */
const facility = 13;
const severities: Record<EventStatus, number> = {
  ok: 6,
  approved: 6,
  started: 6,
  held: 4,
  denied: 4,
  expired: 4,
  cancelled: 4,
  failed: 3,
  unknown: 3,
};
const self = headerText(hostname(), 255);

/** RFC 5424 over TLS (RFC 5425): `tls://host:6514`. The message is the event as JSON, MSGID its type. */
export const syslogDriver: SinkDriver = {
  maxEntries: 1_000,
  maxBytes: 2_000_000,
  gatherMs: 0,
  contentType: "text/plain",
  problems: ({ url }): Record<string, string> => {
    if (/^tls:\/\/[^/]+:\d+$/.test(url)) return {};
    return { url: "Give host and port of the syslog receiver: tls://logs.example.com:6514." };
  },
  takes: () => true,
  write: (event) => toSyslog(event),
  send({ url, settings }, events, signal) {
    // Octet counting (RFC 5425, 4.3.1): a message may hold line ends.
    const frames = events.map(({ text }) => `${Buffer.byteLength(text)} ${text}`).join("");
    return sendFrames({ url, frames, certificates: settings.certificates }, signal);
  },
};

/** One message. 32473 is the enterprise number that RFC 5612 sets aside for documentation and the like. */
function toSyslog(event: AuditEvent): string {
  const priority = facility * 8 + severities[event.status];
  const header = `<${priority}>1 ${event.at.toISOString()} ${self} holdpoint - ${headerText(event.type, 32)}`;
  const data = `[holdpoint@32473 id="${event.id}"]`;
  return `${header} ${data} \ufeff${boundedJson((cut) => toPlainEvent(event, cut))}`;
}

/** PRINTUSASCII without spaces; nothing at all is a hyphen. */
function headerText(text: string, limit: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, "").slice(0, limit) || "-";
}
