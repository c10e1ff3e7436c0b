import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/** Runs `npm ci` unless node_modules holds what package-lock.json says. Throws a sentence with a remedy. */
export function installIfNeeded(root) {
  if (isInstalled(root)) return;
  console.log("Installing packages (npm ci); this happens once and after updates.");
  // Development packages are part of it: they build what is run.
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const result = spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (result.status !== 0) throw new Error("npm ci failed; what it said is above. Mend that and start again.");
}

/** Compares the lock with the one npm keeps of what it installed; packages for other platforms may be absent. */
function isInstalled(root) {
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const installed = readPackages(path.join(root, "node_modules", ".package-lock.json"));
  if (!wanted || !installed) return false;
  const same = (name) => installed[name]?.version === wanted[name]?.version;
  const needed = Object.keys(wanted).filter(
    (name) => name !== "" && !wanted[name].optional && !wanted[name].devOptional,
  );
  return needed.every(same) && Object.keys(installed).every(same);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
