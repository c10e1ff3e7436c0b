import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newId } from "#lib/core/ids.ts";
import { listen, type Bell } from "#lib/database/bell.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { claimTestHold } from "#lib/testing/holds.ts";
import { decideHold } from "./decide-hold.ts";
import { expireHold } from "./expire-hold.ts";
import { keepLease } from "./keep-lease.ts";
import { readHoldExpiry } from "./read-hold-expiry.ts";
import { sweepHolds } from "./sweep-holds.ts";

let db: TestDatabase;
beforeEach(async () => {
  db = await startTestDatabase();
});
afterEach(() => db.close());

/** A hold in `state`, its expiry and lease given in ms from now by database time. */
async function insertHold(state: string, expiresInMs: number, leaseInMs?: number): Promise<string> {
  const id = newId("hold");
  await db.pool.query(
    `insert into hold (id, call_id, state, connection, kind, operation, tool, request_sealed, request_digest, caller_id,
       user_id, user_name, agent, client_ip, rule, policy_version, expires_at, lease_until, fence, approver_groups)
     values ($1, $2, $3, 'everything', 'mcp', 'tools/call', 'get-sum', '\\x00', $4, 'agent:bot', 'sub-1', 'p@example.com',
       'bot', '203.0.113.7', 'sums', 3, now() + $5 * interval '1 ms', now() + $6 * interval '1 ms', 1, '{approvers}')`,
    [id, newId("call"), state, "0".repeat(64), expiresInMs, leaseInMs ?? null],
  );
  return id;
}

/** Holds that expire one after the other within the next moments; the first has, the last will not for a minute. */
async function insertExpiring(state: string): Promise<string[]> {
  const ids = await Promise.all(Array.from({ length: 60 }, () => insertHold(state, 60_000)));
  await db.pool.query(
    `update hold set expires_at = now() + (place - 2) * interval '4 ms'
     from unnest($1::text[]) with ordinality as given(id, place) where hold.id = given.id`,
    [ids.slice(0, -1)],
  );
  return ids;
}

async function stateOf(id: string): Promise<string> {
  const { rows } = await db.pool.query("select state from hold where id = $1", [id]);
  return rows[0].state;
}

async function eventsOf(id: string): Promise<Record<string, unknown>[]> {
  return db.database.auditEvent.findMany({ where: { holdId: id } });
}

describe("expiring one hold", () => {
  test.each(["pending", "approved"])(
    "%s becomes expired, with an event that names caller, tool and rule",
    async (state) => {
      const id = await insertHold(state, -1);
      expect(await expireHold(db.pool, id)).toBe(true);
      expect(await stateOf(id)).toBe("expired");
      const events = await eventsOf(id);
      expect(events).toHaveLength(1);
      expect(events[0]).toMatchObject({
        type: "hold.expired",
        status: "expired",
        userId: "sub-1",
        agent: "bot",
        connection: "everything",
        tool: "get-sum",
        rule: "sums",
        policyVersion: 3,
        decision: "hold",
        clientIp: "203.0.113.7",
      });
    },
  );

  test("does nothing before its time, nor to one that somebody has moved, nor a second time", async () => {
    const early = await insertHold("pending", 60_000);
    const others = ["executing", "dispatched", "completed", "failed", "unknown", "denied", "expired", "cancelled"];
    const moved = await Promise.all(others.map((state) => insertHold(state, -1)));
    for (const id of [early, ...moved]) expect(await expireHold(db.pool, id)).toBe(false);
    expect(await Promise.all(moved.map(stateOf))).toEqual(others);
    expect(await db.database.auditEvent.count()).toBe(0);
  });

  test("rings the hold's bell once the transaction has committed", async () => {
    const bells: Bell[] = [];
    const stop = await new Promise<() => Promise<void>>((resolve) => {
      const stopListening = listen({
        url: db.url,
        onBell: (bell) => bells.push(bell),
        onConnected: () => resolve(stopListening),
      });
    });
    const id = await insertHold("pending", -1);
    await expireHold(db.pool, id);
    await expect.poll(() => bells).toEqual([{ topic: "hold", id, state: "expired" }]);
    await stop();
  });

  test("of a claim and an expiry racing for one approved hold exactly one wins", async () => {
    const ids = await insertExpiring("approved");
    const winners = await Promise.all(
      ids.map(async (id) => {
        const wins: string[] = [];
        while (wins.length === 0) {
          await Promise.all([
            claimTestHold(db, { id, requestDigest: "0".repeat(64) }).then((fence) => fence && wins.push("executing")),
            expireHold(db.pool, id).then((expired) => expired && wins.push("expired")),
            expireHold(db.pool, id).then((expired) => expired && wins.push("expired")),
          ]);
        }
        return wins;
      }),
    );
    expect(winners.every((wins) => wins.length === 1)).toBe(true);
    expect(new Set(winners.flat())).toEqual(new Set(["executing", "expired"]));
    expect(await Promise.all(ids.map(stateOf))).toEqual(winners.flat());
    const events = await db.database.auditEvent.findMany({ where: { holdId: { in: ids } }, select: { holdId: true } });
    expect(new Set(events.map(({ holdId }) => holdId)).size).toBe(ids.length);
    expect(events).toHaveLength(ids.length);
  });

  test("of a verdict and an expiry racing for one hold exactly one wins, and the ledger says which", async () => {
    const alice = { kind: "person", id: "usr_a", subject: "alice", email: "alice@example.com", name: "Alice" } as const;
    const actor = { ...alice, role: "power_user" as const, auditor: false, groups: ["approvers"] };
    const context = { actor, database: db.database, sealer: db.sealer };
    const ids = await insertExpiring("pending");
    await Promise.all(
      ids.map(async (holdId) => {
        const verdict = { holdId, verdict: "denied", reason: "no", requestDigest: "0".repeat(64) };
        const denied = decideHold(context, verdict).then(
          () => true,
          () => false,
        );
        while (!(await expireHold(db.pool, holdId))) if (await denied) break;
      }),
    );
    const states = await Promise.all(ids.map(stateOf));
    expect(new Set(states)).toEqual(new Set(["denied", "expired"]));
    const events = await Promise.all(ids.map(eventsOf));
    const moves = events.map((own) => own.map(({ type }) => type).filter((type) => type !== "hold.verdict-refused"));
    expect(moves).toEqual(states.map((state) => [`hold.${state}`]));
  });
});

describe("sweeping", () => {
  test("expires everything overdue though no queue ever held a job for it", async () => {
    const overdue = await Promise.all(
      Array.from({ length: 450 }, (_, n) => insertHold(n % 2 ? "pending" : "approved", -1)),
    );
    const waiting = await insertHold("pending", 60_000);
    expect(await sweepHolds(db.pool)).toEqual({ expired: 450, released: 0, unknown: 0 });
    expect(await sweepHolds(db.pool)).toEqual({ expired: 0, released: 0, unknown: 0 });
    expect(await stateOf(waiting)).toBe("pending");
    const events = await db.database.auditEvent.findMany({ where: { type: "hold.expired" } });
    expect(new Set(events.map(({ holdId }) => holdId))).toEqual(new Set(overdue));
    expect(events).toHaveLength(450);
  });

  test("gives back what a lost gateway had claimed and not sent, for another to claim", async () => {
    const id = await insertHold("executing", 60_000, -1);
    expect(await sweepHolds(db.pool)).toMatchObject({ released: 1 });
    expect(await stateOf(id)).toBe("approved");
    expect(await eventsOf(id)).toMatchObject([{ type: "hold.released", status: "approved" }]);
    expect(await claimTestHold(db, { id, requestDigest: "0".repeat(64) })).toBe(2);
  });

  test("expires what was claimed, not sent, and overdue when its gateway was lost", async () => {
    const id = await insertHold("executing", -1, -1);
    expect(await sweepHolds(db.pool)).toMatchObject({ expired: 1 });
    expect(await stateOf(id)).toBe("expired");
  });

  test("calls what was sent without an answer unknown, and never offers it again", async () => {
    const id = await insertHold("dispatched", 60_000, -1);
    expect(await sweepHolds(db.pool)).toMatchObject({ unknown: 1 });
    expect(await stateOf(id)).toBe("unknown");
    expect(await eventsOf(id)).toMatchObject([{ type: "hold.unknown", status: "unknown" }]);
    expect(await claimTestHold(db, { id, requestDigest: "0".repeat(64) })).toBeUndefined();
    expect(await sweepHolds(db.pool)).toEqual({ expired: 0, released: 0, unknown: 0 });
  });

  test("leaves holds alone whose gateway still holds its lease, overdue or not", async () => {
    const ids = await Promise.all([insertHold("executing", -1, 30_000), insertHold("dispatched", -1, 30_000)]);
    expect(await sweepHolds(db.pool)).toEqual({ expired: 0, released: 0, unknown: 0 });
    expect(await Promise.all(ids.map(stateOf))).toEqual(["executing", "dispatched"]);
  });

  test("leaves a slow execution alone for as long as its gateway keeps the lease", async () => {
    const id = await insertHold("dispatched", 60_000, 1);
    const stop = keepLease(db.pool, { id, fence: 1 }, { everyMs: 20 });
    const strangers = keepLease(db.pool, { id: await insertHold("dispatched", 60_000, -1), fence: 7 }, { everyMs: 20 });
    const isLeased = async () => {
      const { rows } = await db.pool.query("select lease_until > now() as leased from hold where id = $1", [id]);
      return rows[0].leased;
    };
    await expect.poll(isLeased).toBe(true);
    expect(await sweepHolds(db.pool)).toEqual({ expired: 0, released: 0, unknown: 1 });
    expect(await stateOf(id)).toBe("dispatched");
    stop();
    strangers();
  });

  test("two sweeps at once settle each hold once", async () => {
    await Promise.all(Array.from({ length: 100 }, () => insertHold("pending", -1)));
    const sweeps = await Promise.all(Array.from({ length: 4 }, () => sweepHolds(db.pool)));
    expect(sweeps.reduce((sum, { expired }) => sum + expired, 0)).toBe(100);
    expect(await db.database.auditEvent.count({ where: { type: "hold.expired" } })).toBe(100);
  });
});

test("the time left is told for pending holds only", async () => {
  const left = await readHoldExpiry(db.pool, await insertHold("pending", 60_000));
  expect(left).toBeGreaterThan(58_000);
  expect(left).toBeLessThanOrEqual(60_000);
  expect(await readHoldExpiry(db.pool, await insertHold("pending", -1_000))).toBe(0);
  expect(await readHoldExpiry(db.pool, await insertHold("approved", 60_000))).toBeUndefined();
});
