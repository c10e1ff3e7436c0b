import { readFileSync } from "node:fs";

// Every optional dependency named in the lock must have an entry, also those for other platforms: npm leaves out what
// its registry lacks without a word, and then `npm ci` refuses the lock in a clean clone.

type Entry = { version?: string; optionalDependencies?: Record<string, string> };
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Entry> };

let missing = 0;
for (const [place, entry] of Object.entries(packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (isFound(name, place)) continue;
    missing++;
    console.error(`${place || "package.json"} ${entry.version ?? ""} lacks ${name}: pin a version that has it`);
  }
}
if (missing > 0) process.exit(1);
console.log(`${Object.keys(packages).length} entries, all there`);

/** Looks where node would: in the package's own node_modules, then in each one above it. */
function isFound(name: string, from: string): boolean {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/node_modules/")))) {
    if (packages[`${place === "" ? "" : `${place}/`}node_modules/${name}`]) return true;
    if (place === "") return false;
  }
}
