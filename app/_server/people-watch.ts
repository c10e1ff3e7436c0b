import { watchPeople, type PeopleWatch } from "#lib/people/watch-people.ts";
import { getConsole } from "./console.ts";

const slot = globalThis as { holdpointPeopleWatch?: PeopleWatch };

/** The process's one watch over people, opened by the first browser that keeps something open. */
export function getPeopleWatch(): PeopleWatch {
  const { env, logger } = getConsole();
  slot.holdpointPeopleWatch ??= watchPeople({
    url: env.DATABASE_URL,
    onError: (error) => logger.warn({ err: error }, "changes of people are out of reach; looking every few seconds"),
  });
  return slot.holdpointPeopleWatch;
}
