// `npm test` and, with `--verify`, `npm run verify`. Plain JavaScript: it must run before anything is installed.
import { spawnSync } from "node:child_process";

const steps = [
  ["scripts/start.mjs", "--only=install"],
  process.argv.includes("--verify")
    ? ["--import", "tsx", "scripts/test/verify.ts"]
    : ["--import", "tsx", "scripts/test/run-all.ts"],
];
for (const args of steps) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
