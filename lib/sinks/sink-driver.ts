import type { AuditEvent } from "#lib/ledger/events.ts";
import type { SinkSettings } from "./schemas.ts";

/** A sink as its driver needs it: opened, with its key. `folder`: under which folder sinks may write; absent: nowhere. */
export type SinkTarget = { url: string; apiKey: string; settings: SinkSettings; folder?: string | undefined };

/** One event as it is sent. */
export type WrittenEvent = { id: string; at: Date; text: string };

/**
 * What a sink made of a batch. `accepted` is the only acknowledgement; `partly`: all but those named, which are refused
 * or wanted later; `too-large` and `malformed` mean that a smaller batch may do; `retry` that the same one may do later;
 * `misconfigured` that a person has to act first.
 */
export type SendResult =
  | { outcome: "accepted" }
  | { outcome: "partly"; refused: { id: string; error: string }[]; postponed: string[]; error: string }
  | { outcome: "too-large" | "malformed" | "misconfigured"; error: string }
  | { outcome: "retry"; error: string; retryAfterMs: number };

/** One kind of sink. */
export type SinkDriver = {
  /** Of one batch: entries, and bytes of their texts. */
  maxEntries: number;
  maxBytes: number;
  /** How long to gather events before the next look, where few large batches are better than many small ones; ms. */
  gatherMs: number;
  contentType: string;
  /** What is wrong with address, key or settings: field and sentence. */
  problems(target: SinkTarget): Record<string, string>;
  /** Whether this kind has a use for the event at all. */
  takes(event: AuditEvent): boolean;
  /** The event in the sink's own form; at most 25 KB of text, whatever is in it. */
  write(event: AuditEvent, now: Date, settings: SinkSettings): string;
  /** Sends one batch. Never throws for what a network or a sink may do. */
  send(target: SinkTarget, events: readonly WrittenEvent[], signal?: AbortSignal): Promise<SendResult>;
};
