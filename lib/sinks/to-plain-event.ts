import type { AuditEvent } from "#lib/ledger/events.ts";
import { describeEvent } from "./datadog/describe-event.ts";
import { plainAttributes } from "./bounded-json.ts";

/**
 * An event under the names of the API, for sinks without a vocabulary of their own: what is known, `message` that says it
 * as a sentence, plain attributes.
 */
export function toPlainEvent(event: AuditEvent, cut: (text: string) => string): Record<string, unknown> {
  const plain: Record<string, unknown> = { id: event.id, at: event.at.toISOString() };
  for (const [name, value] of Object.entries(event)) {
    if (value === null || typeof value === "object" || name === "xact" || name === "id") continue;
    plain[name] = typeof value === "string" ? cut(value) : value;
  }
  plain["message"] = cut(describeEvent(event).sentence);
  const attrs = plainAttributes(event.attrs, cut);
  if (attrs) plain["attrs"] = attrs;
  return plain;
}
