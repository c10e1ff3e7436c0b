import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";
import { runStart, temporaryFolder, untilReady } from "#lib/testing/start-product.ts";

// `npm run measure:start`: a clean clone of the last commit to its ready line, and a second start of it.

const folder = temporaryFolder();
const checkout = path.join(folder, "holdpoint");
try {
  spawnSync("git", ["clone", "--quiet", ".", checkout], { stdio: "inherit" });
  const env = {
    HOLDPOINT_DATA_DIR: path.join(folder, "data"),
    PORT: String(await freePort()),
    GATEWAY_PORT: String(await freePort()),
  };
  for (const [name, limitS] of [
    ["clean clone to ready (npm cache as it is)", 120],
    ["second start", 10],
  ] as const) {
    const startedAt = performance.now();
    const start = await runStart(env, checkout);
    await untilReady(start);
    const tookS = (performance.now() - startedAt) / 1000;
    console.log(`${name}: ${tookS.toFixed(1)} s (at most ${limitS} s)`);
    for (const [, program, ms] of start.output().matchAll(/^(\w+) +\| ready after (\d+) ms$/gm)) {
      console.log(`  ${program} ready ${ms} ms after its start`);
    }
    const stoppedAt = performance.now();
    start.process.kill("SIGTERM");
    await start.ended;
    console.log(`  stopped in ${((performance.now() - stoppedAt) / 1000).toFixed(1)} s`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
