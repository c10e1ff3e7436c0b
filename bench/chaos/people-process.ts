import { createSealer } from "#lib/crypto/sealer.ts";
import { openPool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { sweepHolds } from "#lib/holds/sweep-holds.ts";

// The console and the worker of a chaos run in one process, to be killed at any moment: decides what waits by the name of
// its tool, and sweeps.

const pauseMs = 15;
const [url = "", secret = ""] = process.argv.slice(2);
const pool = openPool({ url, size: 2, name: "chaos-people" });
const database = openDatabase({ url, poolSize: 2 });
const actor = {
  kind: "person",
  id: "usr_alice",
  subject: "alice",
  email: "alice@example.com",
  name: "Alice",
  role: "power_user",
  auditor: false,
  groups: ["approvers"],
} as const;
const context = { actor: { ...actor, groups: [...actor.groups] }, database, sealer: createSealer(secret) };

process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });
for (;;) {
  const { rows } = await pool.query<{ id: string; what: string; digest: string }>(
    `select id, coalesce(tool, operation) as what, request_digest as digest from hold
     where state = 'pending' and expires_at > now()`,
  );
  for (const { id, what, digest } of rows) {
    const verdict = what.endsWith("approve") ? "approved" : what.endsWith("deny") ? "denied" : null;
    if (verdict === null) continue;
    // Somebody else may have been faster, or have been killed in the middle of it.
    await decideHold(context, { holdId: id, verdict, reason: `chaos: ${what}`, requestDigest: digest }).catch(() => {});
  }
  await sweepHolds(pool).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
