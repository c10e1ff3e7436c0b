import type { AuditEvent } from "#lib/ledger/events.ts";

const periodMs = 10_000;
/** Of one kind in one period: recorded one by one. A caller that is over its limits is told of once. */
const individually = 50;
const maxKinds = 10_000;

type Kind = { newest: AuditEvent; recorded: number; counted: number };

/**
 * Keeps a caller that is refused a thousand times a second from filling the ledger: the first refusals of a kind are
 * recorded at once, the following ones as one event with their number every ten seconds. None is lost.
 */
export class RepeatedRefusals {
  readonly #record: (events: AuditEvent[]) => void;
  readonly #kinds = new Map<string, Kind>();
  #timer: NodeJS.Timeout | undefined;

  constructor(record: (events: AuditEvent[]) => void) {
    this.#record = record;
  }

  /** Whether a refusal is to be recorded by itself; if not, it is counted here. */
  isNews(event: AuditEvent): boolean {
    if (event.holdId !== null) return true;
    this.#timer ??= setInterval(() => this.flush(), periodMs).unref();
    const name = kindOf(event);
    const kind = this.#kinds.get(name) ?? { newest: event, recorded: 0, counted: 0 };
    kind.newest = event;
    const isNews = kind.recorded < (event.httpStatus === 429 ? 1 : individually);
    if (isNews) kind.recorded++;
    else kind.counted++;
    if (this.#kinds.size < maxKinds || !isNews) this.#kinds.set(name, kind);
    return isNews;
  }

  /** Records what was counted; what went on is counted on, what has been quiet for a period is news again. */
  flush(): void {
    const events: AuditEvent[] = [];
    for (const [name, kind] of this.#kinds) {
      if (kind.counted === 0) {
        this.#kinds.delete(name);
        continue;
      }
      events.push({ ...kind.newest, attrs: { ...kind.newest.attrs, "holdpoint.repeated": kind.counted } });
      kind.counted = 0;
    }
    if (events.length > 0) this.#record(events);
    if (this.#kinds.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  close(): void {
    this.flush();
    clearInterval(this.#timer);
  }
}

/** Who was refused what, and why; of those who did not say who they are, where from. */
function kindOf({ attrs, clientIp, connection, errorCode, operation, tool, rule }: AuditEvent): string {
  return JSON.stringify([attrs["auth.caller_id"] ?? clientIp, connection, errorCode, operation, tool, rule]);
}
