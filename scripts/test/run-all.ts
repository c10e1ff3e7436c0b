import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ensureChromium } from "./chromium.ts";
import { runNode } from "./run.ts";

// Everything, in the order in which it is most likely to fail. Goes on after a failure: one run tells all of it.

const results = path.resolve("test-results");
mkdirSync(results, { recursive: true });
const vitestResult = path.join(results, "vitest.json");
const playwrightResult = path.join(results, "playwright.json");

let chromium: string;
try {
  chromium = ensureChromium();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

const steps: [name: string, args: string[], env?: Record<string, string>][] = [
  ["verify", ["--import", "tsx", "scripts/test/verify.ts"]],
  ["build", ["scripts/start.mjs", "--only=build"]],
  ["page scripts", ["--import", "tsx", "scripts/check-page-scripts.ts"]],
  [
    "vitest",
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${vitestResult}`,
    ],
  ],
  [
    "playwright",
    ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
    { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightResult },
  ],
];

const times: string[] = [];
const failedSteps: string[] = [];
for (const [name, args, env] of steps) {
  console.log(`\n== ${name}`);
  const { ok, tookS } = await runNode(args, { inherit: true, ...(env && { env }) });
  times.push(`${name} ${tookS.toFixed(0)} s`);
  if (ok) continue;
  failedSteps.push(name);
  if (name === "build") break;
}

const vitest = read(vitestResult, z.object({ numPassedTests: z.number(), numFailedTests: z.number() }));
const browser = read(playwrightResult, z.object({ stats: z.object({ expected: z.number(), unexpected: z.number() }) }));
const passed = (vitest?.numPassedTests ?? 0) + (browser?.stats.expected ?? 0);
const failed = (vitest?.numFailedTests ?? 0) + (browser?.stats.unexpected ?? 0);
console.log(`\n${times.join(", ")}`);
if (failedSteps.length > 0) console.log(`failed: ${failedSteps.join(", ")}`);
console.log(`tests: ${passed} passed, ${failed} failed`);
process.exit(failedSteps.length === 0 ? 0 : 1);

function read<T>(file: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
