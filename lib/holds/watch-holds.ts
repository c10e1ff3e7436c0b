import type { Person } from "#lib/core/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listen, type Bell } from "#lib/database/bell.ts";
import type { Database } from "#lib/database/prisma.ts";
import { isApprover, seesAgent } from "./internal.ts";
import { HoldState, type HoldNotice } from "./schemas.ts";

export type HoldWatcher = {
  person: Person;
  onNotice: (notice: HoldNotice) => void;
  /** Bells may have been missed: read the state again. */
  onGap: () => void;
};

export type HoldWatch = {
  /** Adds a watcher; returns how to take it away. */
  add: (watcher: HoldWatcher) => () => void;
  close: () => Promise<void>;
};

/** Tells every watcher of the process about the holds its person may see, over one LISTEN connection for all of them. */
export function watchHolds(options: { url: string; database: Database; onError: (error: Error) => void }): HoldWatch {
  const watchers = new Set<HoldWatcher>();
  const stop = listen({
    url: options.url,
    onBell: (bell) => {
      if (bell.topic === "hold" && watchers.size > 0) void tell(bell).catch(options.onError);
    },
    onConnected: () => {
      for (const watcher of watchers) watcher.onGap();
    },
    onError: options.onError,
  });

  async function tell(bell: Extract<Bell, { topic: "hold" }>): Promise<void> {
    const state = HoldState.safeParse(bell.state);
    const hold = await options.database.hold.findUnique({
      where: { id: bell.id },
      select: {
        userId: true,
        approverGroups: true,
        approverPeople: true,
        excluded: true,
        brokeGlass: true,
        reviewedAt: true,
        approvals: { select: { userId: true } },
        agent: true,
        userName: true,
        connection: true,
        operation: true,
        tool: true,
      },
    });
    if (!hold || !state.success) return;
    const what = `${hold.agent ?? hold.userName ?? "somebody"}, ${hold.connection}, ${hold.tool ?? hold.operation}`;
    const alone = hold.brokeGlass && hold.reviewedAt === null && state.data === "approved";
    for (const { person, onNotice } of watchers) {
      const own = hold.userId === person.subject;
      const approver = isApprover(person, hold);
      if (!own && !approver && !seesAgent(person, hold.agent) && !can(person, "audit.read-all")) continue;
      const voted = hold.approvals.some(({ userId }) => userId === person.subject);
      const forMe = approver && !own && !voted && !hold.excluded.includes(person.subject);
      onNotice({ id: bell.id, state: state.data, isNew: bell.again !== true, forMe, alone, what });
    }
  }

  return {
    add(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    close: stop,
  };
}
