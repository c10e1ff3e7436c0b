import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";

const Checks = z.array(z.object({ id: z.string(), status: z.string() }));

export type Suite = { name: string; version: string; arguments: string[] };

/** The releases of the official suite that are compared, and what of them is run. */
export const suites: readonly Suite[] = [
  { name: "release, all", version: "0.1.16", arguments: ["--suite", "all"] },
  { name: "alpha, 2025-11-25", version: "0.2.0-alpha.12", arguments: ["--requirements", "2025-11-25"] },
  { name: "alpha, 2026-07-28", version: "0.2.0-alpha.12", arguments: ["--requirements", "2026-07-28"] },
  { name: "alpha, all", version: "0.2.0-alpha.12", arguments: ["--suite", "all"] },
];

/** The suite needs Node 22 or newer; this one is fetched, and is no dependency of the product. */
const runner = "node@22";

/** Runs one suite against `url`. Returns how often each `scenario / check / status` came up. */
export async function runSuite(suite: Suite, url: string): Promise<Map<string, number>> {
  const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-conformance-"));
  try {
    const packages = ["-p", runner, "-p", `@modelcontextprotocol/conformance@${suite.version}`];
    const child = spawn(
      "npx",
      ["-y", ...packages, "--", "conformance", "server", "--url", url, ...suite.arguments, "-o", folder],
      { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
    );
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    await once(child, "close");
    const counts = countChecks(folder);
    if (counts.size === 0) throw new Error(`The suite ran no checks. It said: ${said.slice(-2_000)}`);
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countChecks(folder: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (path.basename(file) !== "checks.json") continue;
    const scenario = path.basename(path.dirname(file)).replace(/^server-(.*?)-\d{4}-.*$/, "$1");
    for (const check of Checks.parse(JSON.parse(readFileSync(path.join(folder, file), "utf8")))) {
      const key = `${scenario} / ${check.id} / ${check.status}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
