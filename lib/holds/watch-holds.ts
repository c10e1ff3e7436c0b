import type { Person } from "#lib/core/context.ts";
import { can } from "#lib/core/permissions.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { listen, type Bell } from "#lib/database/bell.ts";
import type { Database } from "#lib/database/prisma.ts";
import { isApprover, mayReadRequest, openedRequest, seesAgent } from "./internal.ts";
import { HoldState, type HeldRequest, type HoldNotice } from "./schemas.ts";
import { toRow } from "./to-row.ts";

/** A few browsers may read their page again at the same moment; many would stand in each other\'s way. */
const smallAudience = 20;
const refreshMs = 10;

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
export function watchHolds(options: {
  url: string;
  database: Database;
  sealer: Sealer;
  onError: (error: Error) => void;
}): HoldWatch {
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
      include: { approvals: { orderBy: { createdAt: "asc" } } },
    });
    if (!hold || !state.success) return;
    const what = `${hold.agent ?? hold.userName ?? "somebody"}, ${hold.connection}, ${hold.tool ?? hold.operation}`;
    const isNew = bell.again !== true;
    // Opened once, however many people look.
    let request: HeldRequest | undefined;
    const now = new Date();
    const spreadMs = watchers.size > smallAudience ? watchers.size * refreshMs : 0;
    const alone = hold.brokeGlass && hold.reviewedAt === null && state.data === "approved";
    for (const { person, onNotice } of watchers) {
      const own = hold.userId === person.subject;
      const approver = isApprover(person, hold);
      if (!own && !approver && !seesAgent(person, hold.agent) && !can(person, "audit.read-all")) continue;
      const voted = hold.approvals.some(({ userId }) => userId === person.subject);
      const forMe = approver && !own && !voted && !hold.excluded.includes(person.subject);
      const reads = isNew && mayReadRequest(person, hold);
      if (reads) request ??= openedRequest(options.sealer, hold);
      const row = isNew && state.data === "pending" ? toRow(person, hold, (reads && request) || null, now) : null;
      onNotice({ id: bell.id, state: state.data, isNew, forMe, alone, what, row, spreadMs });
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
