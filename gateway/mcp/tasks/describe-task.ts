import type { HoldState } from "#lib/holds/schemas.ts";

const pollIntervalMs = 5_000;

/** What a task is made of. */
export type TaskFacts = { id: string; state: HoldState; createdAt: Date; changedAt: Date; expiresAt: Date };

/** The fields that every shape of a task has (tasks extension of 2026-07-28), without status beyond `working`. */
export function describeTask(held: TaskFacts, url: string, replayS: number) {
  return {
    taskId: held.id,
    status: "working" as const,
    statusMessage: messageOf(held, url),
    createdAt: held.createdAt.toISOString(),
    lastUpdatedAt: held.changedAt.toISOString(),
    ttlMs: held.expiresAt.getTime() - held.createdAt.getTime() + replayS * 1000,
    pollIntervalMs,
  };
}

function messageOf({ id, state }: TaskFacts, url: string): string {
  if (state === "pending") return `Waiting for approval ${id}, which a person can give at ${url}`;
  return state === "approved" ? `Approved (${id}); it is run now` : `Approved (${id}); it is being run`;
}
