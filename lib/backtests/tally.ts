import type { PastCall } from "#lib/past-calls/past-call.ts";
import type { PastVerdict } from "./past-judge.ts";
import type { BacktestGroup, BacktestResult } from "./schemas.ts";

const maxShown = 200;
const maxGroups = 5_000;
const examplesEach = 3;

/** Counts past calls by what a policy would change for them. */
export class Tally {
  #calls = 0;
  #unchanged = 0;
  #undetermined = 0;
  #withoutArguments = 0;
  #leftOut = 0;
  readonly #changes = new Map<string, BacktestResult["changes"][number]>();
  readonly #groups = new Map<string, BacktestGroup>();

  get calls(): number {
    return this.#calls;
  }

  add(past: PastCall, verdict: PastVerdict): void {
    this.#calls++;
    if (verdict.wantsRequest) this.#withoutArguments++;
    if (verdict.undetermined) this.#undetermined++;
    else if (verdict.effect === past.decision) this.#unchanged++;
    else this.#addChange(past, verdict);
  }

  result(): BacktestResult {
    const groups = [...this.#groups.values()].toSorted((a, b) => b.calls - a.calls);
    return {
      calls: this.#calls,
      unchanged: this.#unchanged,
      undetermined: this.#undetermined,
      withoutArguments: this.#withoutArguments,
      changes: [...this.#changes.values()].toSorted((a, b) => b.calls - a.calls),
      groups: groups.slice(0, maxShown),
      moreGroups: Math.max(0, groups.length - maxShown) + this.#leftOut,
    };
  }

  #addChange(past: PastCall, { effect: to, rule }: PastVerdict): void {
    const { decision: from, agent, connection, tool } = past;
    const change = this.#changes.get(`${from} ${to}`);
    if (change) change.calls++;
    else this.#changes.set(`${from} ${to}`, { from, to, calls: 1 });

    const user = past.userName ?? past.userId;
    const operation = past.kind === "http" ? withoutIds(past.operation) : past.operation;
    const key = JSON.stringify([from, to, rule, agent, user, connection, tool, operation]);
    let group = this.#groups.get(key);
    if (!group) {
      if (this.#groups.size >= maxGroups) {
        this.#leftOut++;
        return;
      }
      group = { from, to, rule, agent, user, connection, tool, operation, calls: 0, examples: [] };
      this.#groups.set(key, group);
    }
    group.calls++;
    if (group.examples.length < examplesEach) {
      group.examples.push({ callId: past.callId, eventId: past.eventId, at: past.at.toISOString() });
    }
  }
}

/** `POST /api/v1/monitor/123` and `POST /api/v1/monitor/456` are one operation to whoever reads the result. */
function withoutIds(operation: string): string {
  return operation.replace(/\/[^/]*\d[^/]*(?=\/|$)/g, (segment) => (/^\/v\d+$/.test(segment) ? segment : "/{id}"));
}
