import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer, request, type ClientRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { createSealer } from "#lib/crypto/sealer.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openPool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { SnapshotDocument } from "#lib/snapshot/schemas.ts";
import { startTestIssuer } from "#gateway/testing/test-issuer.ts";
import { killNow, startGatewayProcess } from "./chaos/processes.ts";
import { residentMb } from "./gateway/process-figures.ts";

// Calls held open on one gateway process, its memory with all of them, and the way from a person's decision to the first
// byte that the upstream sees of the call while the others wait. `npm run bench:holds -- --held 10000 --decisions 300`.

const { values } = parseArgs({ options: { held: { type: "string" }, decisions: { type: "string" } } });
const held = Number(values.held ?? 10_000);
const decisions = Math.min(Number(values.decisions ?? 300), held);
const openingAtOnce = 64;
const secret = "a benchmark's secret, used nowhere else";
const gatewayUrl = "http://gateway.test";

const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-bench-"));
const server = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
const url = server.url("bench");
await applyMigrations(url);
const pool = openPool({ url, name: "bench" });
const database = openDatabase({ url });
const issuer = await startTestIssuer();
const firstByteAt = new Map<string, () => void>();
const upstream = createServer((incoming, response) => {
  let body = "";
  // The headers are there: the upstream has seen the first byte.
  const seenAt = performance.now();
  incoming.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
  incoming.on("end", () => {
    const { id } = JSON.parse(body) as { id: number };
    arrivals.set(id, seenAt);
    firstByteAt.get(String(id))?.();
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { content: [] } }));
  });
});
const arrivals = new Map<number, number>();
await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
await publish(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
const gateway = await startGatewayProcess({ url, secret, issuer: issuer.issuer, gatewayUrl });
const emptyMb = residentMb(gateway.child.pid ?? 0);

const token = await issuer.sign({
  sub: "bench",
  client_id: "bench",
  aud: gatewayUrl,
  exp: Math.floor(Date.now() / 1000) + 3_600,
});
const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const open: ClientRequest[] = [];
const startedAt = performance.now();
for (let first = 0; first < held; first += openingAtOnce) {
  const batch = Array.from({ length: Math.min(openingAtOnce, held - first) }, (_, index) => hold(first + index));
  await Promise.all(batch);
}
const openingS = (performance.now() - startedAt) / 1000;
const rssMb = residentMb(gateway.child.pid ?? 0);
console.log(
  `${held} calls held in ${openingS.toFixed(1)} s; the gateway has ${rssMb.toFixed(0)} MB, ${emptyMb.toFixed(0)} MB before`,
);

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
  database,
  sealer: createSealer(secret),
};
const samples: number[] = [];
const { rows } = await pool.query<{ id: string; digest: string; n: number }>(
  `select hold.id, request_digest as digest, (attrs->>'jsonrpc.request.id')::int as n
   from hold join audit_event on hold_id = hold.id and type = 'call.held' where state = 'pending' order by random() limit $1`,
  [decisions],
);
for (const { id, digest, n } of rows) {
  const arrived = new Promise<void>((resolve) => void firstByteAt.set(String(n), resolve));
  const decidedAt = performance.now();
  await decideHold(approver, { holdId: id, verdict: "approved", reason: "measured", requestDigest: digest });
  await arrived;
  samples.push((arrivals.get(n) ?? Infinity) - decidedAt);
}

for (const call of open) call.destroy();
await killNow(gateway.child);
await Promise.all([pool.end(), database.$disconnect(), issuer.close()]);
upstream.close();
upstream.closeAllConnections();
await server.stop();
rmSync(folder, { recursive: true, force: true });

console.log(
  JSON.stringify({
    bench: "holds",
    decide_to_upstream_p50_ms: percentile(samples, 0.5),
    p99_ms: percentile(samples, 0.99),
    held_at_once: held,
    rss_mb: Math.round(rssMb),
  }),
);
process.exit(0);

/** Opens one held call and leaves it open; resolves when the stream of its hold has begun. */
function hold(id: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${gateway.address}/mcp/tools`,
      {
        agent,
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
        },
      },
      (response) => {
        response.once("data", () => resolve());
        response.on("error", () => {});
        response.resume();
      },
    );
    call.on("error", reject);
    call.end(
      JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { name: "pay", arguments: { n: id } } }),
    );
    open.push(call);
  });
}

async function publish(baseUrl: string): Promise<void> {
  const document = SnapshotDocument.parse({
    connections: [{ slug: "tools", kind: "mcp", baseUrl, credential: null, groups: [], holdBudgetMs: 3_600_000 }],
    policy: {
      version: 1,
      document: {
        rules: [{ id: "ask", match: {}, effect: "hold", approval: { groups: ["approvers"], expiresInS: 3_600 } }],
      },
    },
    gatewayKeys: [],
  });
  await pool.query("insert into snapshot (id, version, document) values (1, 1, $1)", [JSON.stringify(document)]);
}

function percentile(of: readonly number[], share: number): number {
  const sorted = of.toSorted((left, right) => left - right);
  return Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
}
