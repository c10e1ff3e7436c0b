import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

// Runs the rules of .dependency-cruiser.cjs, and makes sure that they were run on something: a parser that does not
// understand the sources would find no module and no fault.

type Cruise = {
  modules: { source: string; dependencies: unknown[] }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalDependenciesCruised: number };
};

const folders = ["app", "bench", "components", "e2e", "gateway", "lib", "prisma", "scripts", "worker"].filter(
  existsSync,
);
const onDisk = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => `${folder}/${name}`),
);

const cruiser = "node_modules/dependency-cruiser/bin/dependency-cruise.mjs";
const args = [cruiser, ...folders, "--config", ".dependency-cruiser.cjs", "--output-type", "json"];
const run = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
if (!run.stdout.startsWith("{")) {
  console.error(run.stderr || run.stdout);
  process.exit(1);
}
const { modules, summary } = JSON.parse(run.stdout) as Cruise;

const faults = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
const cruised = new Set(modules.map((module) => module.source));
for (const file of onDisk) if (!cruised.has(file)) faults.push(`not looked at: ${file}`);
const withImports = modules.filter((module) => module.dependencies.length > 0).length;
if (withImports < onDisk.length / 2)
  faults.push(`only ${withImports} of ${onDisk.length} files seem to import anything`);

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`${onDisk.length} files, ${summary.totalDependenciesCruised} imports, no forbidden one`);
