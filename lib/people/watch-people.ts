import { listen } from "#lib/database/bell.ts";

export type PeopleWatch = {
  /** Calls `onChange` whenever what the person may, or where they are signed in, may have changed; returns how to stop. */
  add: (personId: string, onChange: () => void) => () => void;
  close: () => Promise<void>;
};

/** Over one LISTEN connection for everything that a process keeps open for people. */
export function watchPeople(options: { url: string; onError: (error: Error) => void }): PeopleWatch {
  const watchers = new Map<string, Set<() => void>>();
  const close = listen({
    url: options.url,
    onBell: (bell) => {
      if (bell.topic === "person") tell([...(watchers.get(bell.id) ?? [])]);
    },
    // Bells may have been missed: everybody looks again.
    onConnected: () => tell([...watchers.values()].flatMap((some) => [...some])),
    onError: options.onError,
  });
  return {
    add(personId, onChange) {
      const some = watchers.get(personId) ?? new Set();
      watchers.set(personId, some.add(onChange));
      return () => {
        some.delete(onChange);
        if (some.size === 0) watchers.delete(personId);
      };
    },
    close,
  };
}

function tell(watchers: readonly (() => void)[]): void {
  for (const onChange of watchers) onChange();
}
