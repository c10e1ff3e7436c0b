import type { ServerResponse } from "node:http";
import { errorV2 } from "./answer.ts";
import type { Answer } from "./answer.ts";

/** A documented status, a connection that is cut before the answer, or one that never answers. */
export type Fault = 408 | 413 | 429 | 500 | 503 | "cut" | "stall";

const faultTitles: Record<Extract<Fault, number>, string> = {
  408: "Request Timeout",
  413: "Payload Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

export type Faults = {
  /** The next `times` requests to the logs intake get `fault` instead of being accepted. */
  failNext(fault: Fault, times?: number): void;
  /** Batches with an entry for which `refuses` is true are answered 400, as malformed ones are. */
  refuseEntries(refuses: (entry: Record<string, unknown>) => boolean): void;
  /** Back to normal. */
  clear(): void;
};

/** The faults asked for, and what they make of one request to the intake. */
export function createFaults(): Faults & {
  refuses: (entry: Record<string, unknown>) => boolean;
  /** Answers, cuts or stalls the request where a fault is due; false where none is. */
  strike(response: ServerResponse, send: (answer: Answer) => void): boolean;
} {
  let pending: Fault[] = [];
  let refusal: ((entry: Record<string, unknown>) => boolean) | undefined;
  return {
    failNext(fault, times = 1) {
      pending.push(...Array.from({ length: times }, () => fault));
    },
    refuseEntries(refuses) {
      refusal = refuses;
    },
    clear() {
      pending = [];
      refusal = undefined;
    },
    refuses: (entry) => refusal?.(entry) ?? false,
    strike(response, send) {
      const fault = pending.shift();
      if (fault === undefined) return false;
      if (fault === "cut") response.destroy();
      else if (fault !== "stall") {
        const answer = errorV2(fault, faultTitles[fault], "asked for by a test");
        send(fault === 429 ? { ...answer, headers: { "x-ratelimit-reset": "1" } } : answer);
      }
      return true;
    },
  };
}
