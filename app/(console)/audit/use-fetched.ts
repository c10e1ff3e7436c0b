"use client";

import { useEffect, useState } from "react";

export type Fetched<T> = {
  /** The newest answer; while another is under way, still that of the address before. */
  value: T | null;
  /** Whether `value` is of another address than the one asked for. */
  isStale: boolean;
  problem: string | null;
};

type Answer<T> = { url: string; value: T | null; problem: string | null };

/**
 * What a route of ours answers to GET, with its times as Date; only the newest address counts. Null asks for nothing;
 * `delayMs`: it is asked once the address has stayed the same for so long.
 */
export function useFetched<T>(url: string | null, delayMs = 0): Fetched<T> {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  useEffect(() => {
    if (url === null) return undefined;
    const abort = new AbortController();
    const ask = (): void => {
      readJson<T>(url, abort.signal)
        .then((value) => setAnswer({ url, value, problem: null }))
        .catch((error: unknown) => {
          if (abort.signal.aborted) return;
          const problem = error instanceof Refused ? error.message : "The console does not answer. Try again soon.";
          setAnswer((before) => ({ url, value: before?.value ?? null, problem }));
        });
    };
    const timer = setTimeout(ask, delayMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [url, delayMs]);
  return { value: answer?.value ?? null, isStale: answer?.url !== url, problem: answer?.problem ?? null };
}

class Refused extends Error {}

async function readJson<T>(url: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(url, { signal });
  const body: unknown = JSON.parse(await response.text(), revive);
  if (response.ok) return body as T;
  throw new Refused((body as { error?: { message?: string } }).error?.message);
}

/** JSON has no times; ours are under these names. */
export function revive(key: string, value: unknown): unknown {
  return typeof value === "string" && /^(?:at|from|to)$/.test(key) ? new Date(value) : value;
}
