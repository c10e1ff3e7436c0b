import type { AuditEvent } from "#lib/ledger/events.ts";

const periodMs = 10_000;

type Repeated = { newest: AuditEvent; count: number };

/**
 * Keeps a caller that is refused a thousand times a second from filling the ledger: the first refusal is recorded at
 * once, those like it as one event with their number every ten seconds.
 */
export class RepeatedRefusals {
  readonly #record: (events: AuditEvent[]) => void;
  readonly #seen = new Map<string, Repeated>();
  #timer: NodeJS.Timeout | undefined;

  constructor(record: (events: AuditEvent[]) => void) {
    this.#record = record;
  }

  /** True for the first of its kind, which the caller of this records itself. */
  isFirst(kind: string, event: AuditEvent): boolean {
    this.#timer ??= setInterval(() => this.flush(), periodMs).unref();
    const repeated = this.#seen.get(kind);
    if (!repeated) {
      this.#seen.set(kind, { newest: event, count: 0 });
      return true;
    }
    repeated.newest = event;
    repeated.count++;
    return false;
  }

  /** Records what was counted; what has been quiet for a period is a first again. */
  flush(): void {
    const events: AuditEvent[] = [];
    for (const [kind, { newest, count }] of this.#seen) {
      if (count === 0) {
        this.#seen.delete(kind);
        continue;
      }
      events.push({ ...newest, attrs: { ...newest.attrs, "holdpoint.repeated": count } });
      this.#seen.set(kind, { newest, count: 0 });
    }
    if (events.length > 0) this.#record(events);
    if (this.#seen.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.flush();
  }
}
