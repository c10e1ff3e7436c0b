import type { Sealer } from "#lib/crypto/sealer.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";

/** What is appended to the ledger together. */
export type SpoolRecords = { events: readonly AuditEvent[]; payloads: readonly CapturedPayload[] };

type Stored = {
  events: (Omit<AuditEvent, "at"> & { at: string })[];
  payloads: (Omit<CapturedPayload, "at" | "body"> & { at: string; body: number })[];
};

/** Records as one sealed body: a length, JSON in which bodies are lengths, the bodies. */
export function sealRecords(sealer: Sealer, { events, payloads }: SpoolRecords): Buffer {
  const text = JSON.stringify({ events, payloads: payloads.map((each) => ({ ...each, body: each.body.length })) });
  const json = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return sealer.seal("spool", Buffer.concat([length, json, ...payloads.map(({ body }) => body)]));
}

/** Throws where they were sealed with another secret. */
export function openRecords(sealer: Sealer, sealed: Buffer): SpoolRecords {
  const plain = sealer.open("spool", sealed);
  let position = 4 + plain.readUInt32BE(0);
  const stored = JSON.parse(plain.toString("utf8", 4, position)) as Stored;
  return {
    events: stored.events.map((event) => ({ ...event, at: new Date(event.at) })),
    payloads: stored.payloads.map(({ body: length, ...payload }) => {
      const body = plain.subarray(position, (position += length));
      return { ...payload, at: new Date(payload.at), body };
    }),
  };
}
