import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";

type Account = { uid: number; gid: number };

/** How to run a PostgreSQL program here: the command line, and the account it runs under. */
export type Runner = {
  kind: "direct" | "setuid" | "user-namespace";
  account: Account | undefined;
  commandLine: (program: "postgres" | "initdb", args: readonly string[]) => [command: string, args: string[]];
};

const namespaceArgs = ["--user", "--map-user=65534", "--map-group=65534", "--"];

/**
 * PostgreSQL refuses to run as root. Where we are root it runs as `postgres` or `nobody`, or, where these may not reach
 * the folders (a clone under a home of mode 0700), inside a user namespace. Creates `dataDir`.
 */
export function chooseRunner(binaries: string, dataDir: string): Runner {
  const program = (name: string) => path.join(binaries, name);
  if (process.getuid?.() !== 0) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return { kind: "direct", account: undefined, commandLine: (name, args) => [program(name), [...args]] };
  }
  const owner = existsSync(path.join(dataDir, "PG_VERSION")) ? statSync(dataDir).uid : undefined;
  const account = owner === 0 ? undefined : findAccount(program("postgres"), dataDir, owner);
  if (account) return { kind: "setuid", account, commandLine: (name, args) => [program(name), [...args]] };

  if (spawnSync("unshare", [...namespaceArgs, program("postgres"), "--version"]).status === 0) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    if (owner === undefined) chownSync(dataDir, 0, 0);
    return {
      kind: "user-namespace",
      account: undefined,
      commandLine: (name, args) => ["unshare", [...namespaceArgs, program(name), ...args]],
    };
  }
  throw new Error(
    `The embedded PostgreSQL may not run as root, and no other account can reach ${dataDir}. ` +
      "Start Holdpoint as an ordinary user, move it out of the home folder of root, or set DATABASE_URL.",
  );
}

function findAccount(postgres: string, dataDir: string, owner: number | undefined): Account | undefined {
  for (const user of ["postgres", "nobody"]) {
    const account = lookUp(user);
    if (!account || (owner !== undefined && owner !== account.uid)) continue;
    if (spawnSync(postgres, ["--version"], account).status !== 0) continue;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chownSync(dataDir, account.uid, account.gid);
    if (spawnSync("test", ["-w", dataDir], account).status === 0) return account;
  }
  return undefined;
}

function lookUp(user: string): Account | undefined {
  const uid = spawnSync("id", ["-u", user], { encoding: "utf8" });
  const gid = spawnSync("id", ["-g", user], { encoding: "utf8" });
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}
