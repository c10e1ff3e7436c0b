import { availableParallelism } from "node:os";
import { existsSync } from "node:fs";
import { runNode } from "./run.ts";

// The quick part of the tests: no database, no browser, under 30 s.

const bin = (name: string) => `node_modules/${name}`;
const checks: [name: string, args: string[]][] = [
  ["types", [bin("typescript/bin/tsc"), "--noEmit"]],
  ["boundaries", ["--import", "tsx", "scripts/check-boundaries.ts"]],
  ["lint", [bin("oxlint/bin/oxlint"), "--type-aware"]],
  ["unused code", [bin("knip/bin/knip.js"), "--no-progress"]],
  ["format", [bin("oxfmt/bin/oxfmt"), "--check"]],
  ["lock", ["--import", "tsx", "scripts/check-lock.ts"]],
  ["paths in pages", ["--import", "tsx", "scripts/check-doc-refs.ts"]],
];

const startedAt = Date.now();
// Next writes this file; without it types of styles and images are unknown.
if (!existsSync("next-env.d.ts")) await runNode([bin("next/dist/bin/next"), "typegen"]);

let failed = 0;
const waiting = [...checks];
async function takeNext(): Promise<void> {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const [name, args] = check;
    const { ok, output, tookS } = await runNode(args);
    console.log(`${ok ? "ok    " : "FAILED"} ${name} (${tookS.toFixed(1)} s)`);
    if (ok) continue;
    failed++;
    console.log(output.trimEnd());
  }
}
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, takeNext));

const tookS = ((Date.now() - startedAt) / 1000).toFixed(1);
console.log(`verify: ${checks.length - failed} checks passed, ${failed} failed, in ${tookS} s`);
process.exit(failed === 0 ? 0 : 1);
