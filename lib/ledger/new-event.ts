import { newId } from "#lib/core/ids.ts";
import { noFacts, type AuditEvent } from "./events.ts";

/** A new event, stamped now, with every field that is not given empty. */
export function newEvent(
  given: Pick<AuditEvent, "type" | "status"> & Partial<Omit<AuditEvent, "id" | "type" | "status">>,
): AuditEvent {
  return { ...noFacts, attrs: {}, at: new Date(), id: newId("evt"), ...given };
}
