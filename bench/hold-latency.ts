import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createSealer } from "#lib/crypto/sealer.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openPool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { findTestHold } from "#gateway/testing/decide-test-hold.ts";
import { postRpc, readRpc } from "#gateway/testing/mcp-request.ts";
import { startTestGateway } from "#gateway/testing/start-test-gateway.ts";
import { answerRpc } from "#gateway/testing/test-upstream.ts";

// From the moment a person's decision is handed to its verb to the moment the upstream has the call, with everything
// real in between: the decision's transaction, the bell, the claim, the ledger, the socket. fsync is on.

const calls = 200;
const secret = "a benchmark's secret, used nowhere else";
const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-bench-"));
const server = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
const url = server.url("bench");
await applyMigrations(url);
const database = {
  url,
  secret,
  pool: openPool({ url, name: "bench" }),
  database: openDatabase({ url }),
  sealer: createSealer(secret),
  close: () => Promise.resolve(),
};
const gateway = await startTestGateway({ database });
await gateway.publish([{ id: "ask", match: {}, effect: "hold", approval: { groups: ["approvers"], expiresInS: 600 } }]);
const approver: ServiceContext = {
  actor: {
    kind: "person",
    id: "usr_alice",
    subject: "alice",
    email: "alice@example.com",
    name: "Alice",
    role: "power_user",
    auditor: false,
    groups: ["approvers"],
  },
  database: database.database,
  sealer: database.sealer,
};

let arrivedAt = 0;
gateway.upstream.answerWith((seen, response) => {
  arrivedAt = performance.now();
  answerRpc({ content: [] })(seen, response);
});
const token = await gateway.agentToken();
const fromDecision: number[] = [];
const fromCommit: number[] = [];
for (let index = 0; index < calls; index++) {
  const response = await postRpc(gateway.url, token, {
    id: index,
    method: "tools/call",
    params: { name: "pay", arguments: { index } },
  });
  const hold = await findTestHold(database.pool);
  const decidedAt = performance.now();
  await decideHold(approver, {
    holdId: hold.id,
    verdict: "approved",
    reason: "measured",
    requestDigest: hold.request_digest,
  });
  const committedAt = performance.now();
  await readRpc(response);
  fromDecision.push(arrivedAt - decidedAt);
  fromCommit.push(arrivedAt - committedAt);
}
const seen = gateway.upstream.seen.length;

await gateway.close();
await database.pool.end();
await database.database.$disconnect();
await server.stop();
rmSync(folder, { recursive: true, force: true });

console.log(
  JSON.stringify({
    bench: "decision",
    calls,
    upstream_calls: seen,
    decision_to_upstream_p50_ms: percentile(fromDecision, 0.5),
    decision_to_upstream_p99_ms: percentile(fromDecision, 0.99),
    commit_to_upstream_p50_ms: percentile(fromCommit, 0.5),
    commit_to_upstream_p99_ms: percentile(fromCommit, 0.99),
  }),
);

function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((left, right) => left - right);
  return Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
}
