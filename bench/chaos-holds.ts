import { randomInt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { createSealer } from "#lib/crypto/sealer.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openPool } from "#lib/database/pool.ts";
import { runChaos } from "./chaos/run-chaos.ts";

// kill -9 of gateway, console and worker at every move of a hold: `npm run chaos:holds -- --runs 1000 --seed 7`.

const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" } } });
const runs = Number(values.runs ?? 100);
const seed = Number(values.seed ?? randomInt(2 ** 31));
const secret = "a chaos run's secret, used nowhere else";
const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-chaos-"));
const server = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
const url = server.url("chaos");
await applyMigrations(url);
const pool = openPool({ url, name: "chaos" });
console.log(`seed ${seed}`);
const startedAt = performance.now();
try {
  const result = await runChaos({
    url,
    secret,
    pool,
    sealer: createSealer(secret),
    runs,
    seed,
    onRun: (run, what) => {
      if (run % 50 === 0) console.log(`run ${run}, ${Math.round((performance.now() - startedAt) / 1000)} s: ${what}`);
    },
  });
  for (const violation of result.violations) console.log(violation);
  const { kills, violations } = result;
  console.log(JSON.stringify({ chaos: "holds", runs, kills, violations: violations.length, seed }));
  process.exitCode = violations.length === 0 ? 0 : 1;
} finally {
  await pool.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
