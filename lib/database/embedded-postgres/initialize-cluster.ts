import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Runner } from "./choose-runner.ts";

export const clusterUser = "holdpoint";

/**
 * Makes an empty database cluster in `dataDir` unless one is there, and returns its user's password, which is kept
 * beside it (mode 0600). Throws what initdb said.
 */
export function initializeCluster(runner: Runner, dataDir: string): string {
  const passwordFile = `${dataDir}.password`;
  if (existsSync(path.join(dataDir, "PG_VERSION"))) return readPassword(passwordFile, dataDir);

  const password = randomBytes(18).toString("base64url");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const handover = mkdtempSync(path.join(tmpdir(), "holdpoint-initdb-"));
  try {
    const handoverFile = path.join(handover, "password");
    writeFileSync(handoverFile, `${password}\n`, { mode: 0o600 });
    if (runner.account) {
      for (const entry of [handover, handoverFile]) chownSync(entry, runner.account.uid, runner.account.gid);
    }
    const [command, args] = runner.commandLine("initdb", [
      `--pgdata=${dataDir}`,
      `--username=${clusterUser}`,
      `--pwfile=${handoverFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ]);
    const result = spawnSync(command, args, { ...runner.account, cwd: "/", encoding: "utf8" });
    if (result.status !== 0) {
      throw new Error(`initdb failed in ${dataDir}: ${(result.stderr || String(result.error)).trim()}`);
    }
  } finally {
    rmSync(handover, { recursive: true, force: true });
  }
  return password;
}

function readPassword(file: string, dataDir: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new Error(`${file}, the password of the database in ${dataDir}, is missing. Restore it from a backup.`, {
      cause: error,
    });
  }
}
