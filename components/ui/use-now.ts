"use client";

import { useSyncExternalStore } from "react";

/** The current time in ms, renewed every `intervalMs`. One timer for each interval in use, however many read it. */
export function useNow(intervalMs: number): number {
  const clock = clockOf(intervalMs);
  return useSyncExternalStore(clock.subscribe, clock.read, clock.read);
}

type Clock = { subscribe: (onTick: () => void) => () => void; read: () => number };

const clocks = new Map<number, Clock>();

function clockOf(intervalMs: number): Clock {
  let clock = clocks.get(intervalMs);
  if (!clock) {
    clock = createClock(intervalMs);
    clocks.set(intervalMs, clock);
  }
  return clock;
}

function createClock(intervalMs: number): Clock {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = Date.now();
  return {
    // Nobody subscribes on a server, so the value is only as old as the last read there.
    read() {
      const current = Date.now();
      if (timer === undefined && current - now >= intervalMs) now = current;
      return now;
    },
    subscribe(onTick) {
      listeners.add(onTick);
      timer ??= setInterval(() => {
        now = Date.now();
        for (const listener of listeners) listener();
      }, intervalMs);
      return () => {
        listeners.delete(onTick);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
