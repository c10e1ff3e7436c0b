import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ensureChromium } from "./chromium.ts";
import { runNode } from "./run.ts";

// Everything, in the order in which it is most likely to fail. Goes on after a failure: one run tells all of it.

const results = path.resolve("test-results");
mkdirSync(results, { recursive: true });
const vitestResults = {
  "side by side": path.join(results, "vitest.json"),
  "one by one": path.join(results, "vitest-2.json"),
};
const playwrightResult = path.join(results, "playwright.json");

let chromium: string;
try {
  chromium = ensureChromium();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}

type Step = { name: string; args: string[]; env?: Record<string, string> };

/** What stands together runs together: tests that wait more than they compute, while browsers do their one thing at a time. */
const stages: Step[][] = [
  [{ name: "verify", args: ["--import", "tsx", "scripts/test/verify.ts"] }],
  [{ name: "build", args: ["scripts/start.mjs", "--only=build"] }],
  [{ name: "page scripts", args: ["--import", "tsx", "scripts/check-page-scripts.ts"] }],
  [vitestStep("side by side")],
  [
    {
      name: "playwright",
      args: ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
      env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightResult },
    },
    vitestStep("one by one"),
  ],
];

const times: string[] = [];
const failedSteps: string[] = [];
for (const stage of stages) {
  await Promise.all(stage.map((step, index) => run(step, index === 0)));
  if (failedSteps.includes("build")) break;
}

function vitestStep(project: keyof typeof vitestResults): Step {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${vitestResults[project]}`];
  return {
    name: `vitest ${project}`,
    args: ["node_modules/vitest/vitest.mjs", "run", `--project=${project}`, ...reporters],
  };
}

/** What runs beside another step says all at its end. */
async function run({ name, args, env }: Step, inherit: boolean): Promise<void> {
  if (inherit) console.log(`\n== ${name}`);
  const { ok, output, tookS } = await runNode(args, { inherit, ...(env && { env }) });
  if (!inherit) console.log(`\n== ${name}\n${output}`);
  times.push(`${name} ${tookS.toFixed(0)} s`);
  if (!ok) failedSteps.push(name);
}

const unit = Object.values(vitestResults).map((file) =>
  read(file, z.object({ numPassedTests: z.number(), numFailedTests: z.number() })),
);
const browser = read(playwrightResult, z.object({ stats: z.object({ expected: z.number(), unexpected: z.number() }) }));
const sum = (counts: (number | undefined)[]): number => counts.reduce<number>((all, count) => all + (count ?? 0), 0);
const passed = sum([...unit.map((one) => one?.numPassedTests), browser?.stats.expected]);
const failed = sum([...unit.map((one) => one?.numFailedTests), browser?.stats.unexpected]);
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
