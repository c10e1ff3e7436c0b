import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isListening } from "#lib/network/is-listening.ts";
import { runStart, temporaryFolder, until, untilReady, type Start } from "#lib/testing/start-product.ts";

// One installation that lives through all of this, in order: a day in the life of a start command.
const folder = temporaryFolder();
const dataDir = path.join(folder, "data");
const built = 240_000;
vi.setConfig({ testTimeout: 120_000 });
let start: Start;

beforeAll(async () => {
  start = await runStart({ HOLDPOINT_DATA_DIR: dataDir });
  await untilReady(start);
}, built);

afterAll(async () => {
  start.process.kill("SIGTERM");
  await start.ended;
  rmSync(folder, { recursive: true, force: true });
});

async function startAgain(): Promise<void> {
  start = await runStart({
    HOLDPOINT_DATA_DIR: dataDir,
    PORT: String(start.port),
    GATEWAY_PORT: String(start.gatewayPort),
  });
  await untilReady(start);
}

function ports(): number[] {
  const local = JSON.parse(readFileSync(path.join(dataDir, "ports.json"), "utf8")) as Record<string, number>;
  return [start.port, start.gatewayPort, ...Object.values(local)];
}

async function allListening(): Promise<boolean> {
  return (await Promise.all(ports().map((port) => isListening(port)))).every(Boolean);
}

async function noneListening(): Promise<boolean> {
  return !(await Promise.all(ports().map((port) => isListening(port)))).some(Boolean);
}

async function consoleIsHealthy(): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${start.port}/api/health`).catch(() => undefined);
  return response?.status === 200;
}

/** Processes the supervisor started, by the program they run. */
function childProcesses(): Map<string, number> {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const found = new Map<string, number>();
  for (const line of lines) {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) !== start.process.pid) continue;
    const program = /dist\/([\w-]+)\.mjs|(server-everything)|(next)/.exec(args);
    if (program) found.set(program.slice(1).find(Boolean) ?? "", Number(pid));
  }
  return found;
}

async function query<T extends pg.QueryResultRow>(sql: string): Promise<T[]> {
  const password = readFileSync(path.join(dataDir, "postgres.password"), "utf8");
  const { postgres } = JSON.parse(readFileSync(path.join(dataDir, "ports.json"), "utf8")) as { postgres: number };
  const client = new pg.Client({
    host: "127.0.0.1",
    port: postgres,
    user: "holdpoint",
    password,
    database: "holdpoint",
  });
  try {
    await client.connect();
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

function postmasterPid(): number {
  return Number(readFileSync(path.join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}

describe("npm start", () => {
  it("prints one ready line with both addresses and who can sign in, and their passwords above it", () => {
    const ready = start.output().match(/^ready .*$/gm) ?? [];
    expect(ready).toHaveLength(1);
    expect(ready[0]).toContain(`http://127.0.0.1:${start.port} `);
    expect(ready[0]).toContain(`http://127.0.0.1:${start.gatewayPort} `);
    for (const name of ["owner", "admin", "alice", "bob", "auditor", "power"]) {
      expect(ready[0]).toContain(name);
      expect(start.output()).toMatch(new RegExp(`^${name}@example\\.com +password \\S{12} `, "m"));
    }
    expect(start.errors()).toBe("");
  });

  it("serves the console, the gateway, the provider, the sample server and the look-alike, on loopback only", async () => {
    expect(await allListening()).toBe(true);
    // What listens on every interface answers here too; what listens on 127.0.0.1 does not.
    for (const port of ports()) expect(`${port} ${await isListening(port, "127.0.0.2")}`).toBe(`${port} false`);
    expect((await fetch(`http://127.0.0.1:${start.port}/api/health`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${start.gatewayPort}/mcp/everything`, { method: "POST" })).status).toBe(401);
  });

  it("keeps secrets readable to its own account only, and gives the sample server none of them", () => {
    for (const name of ["holdpoint-secret", "people.json", "openid-keys.json", "demo-agent-key", "demo.json"]) {
      const { mode } = statSync(path.join(dataDir, "secrets", name));
      expect(`${name} ${(mode & 0o777).toString(8)}`).toBe(`${name} 600`);
    }
    const pid = childProcesses().get("server-everything");
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
    const names = environment.split("\0").flatMap((entry) => entry.split("=")[0] || []);
    const allowed = ["NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "PATH", "PORT"];
    expect(new Set(names)).toEqual(new Set(allowed));
  });

  it("has seeded two connections, a policy, a sink and a key, and a snapshot made of them", async () => {
    expect(await query("select slug from connection order by slug")).toEqual([
      { slug: "datadog" },
      { slug: "everything" },
    ]);
    expect(await query("select version from policy_version")).toEqual([{ version: 1 }]);
    expect(await query("select name from sink")).toEqual([{ name: "datadog" }]);
    expect(await query("select agent from gateway_key")).toEqual([{ agent: "demo-agent" }]);
    const [snapshot] = await query<{ document: { connections: unknown[] } }>("select document from snapshot");
    expect(snapshot?.document.connections).toHaveLength(2);
  });

  it("refuses a second start on the same data directory", async () => {
    const second = await runStart({ HOLDPOINT_DATA_DIR: dataDir });
    expect(await second.ended).toBe(1);
    expect(second.errors()).toContain(`already running on ${dataDir} (process ${start.process.pid})`);
    expect(await allListening()).toBe(true);
  });

  it("lets exactly one of several starts at once have a data directory, also one that a killed start left", async () => {
    const other = temporaryFolder();
    const shared = path.join(other, "data");
    mkdirSync(shared);
    writeFileSync(path.join(shared, "supervisor.lock"), JSON.stringify({ pid: 999_999_999, started: "1" }));
    const starts = await Promise.all([1, 2, 3].map(() => runStart({ HOLDPOINT_DATA_DIR: shared })));
    const outcomes = await Promise.all(
      starts.map((one) =>
        untilReady(one).then(
          () => "ready",
          () => one.ended,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === "ready")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 1)).toHaveLength(2);
    for (const one of starts) one.process.kill("SIGTERM");
    await Promise.all(starts.map((one) => one.ended));
    rmSync(other, { recursive: true });
  });

  it("starts every process again that dies", async () => {
    const before = childProcesses();
    expect(before.size).toBe(7);
    for (const pid of before.values()) process.kill(pid, "SIGKILL");
    const isBack = () => {
      const after = childProcesses();
      return after.size === before.size && [...after].every(([name, pid]) => before.get(name) !== pid);
    };
    expect(await until(isBack)).toBe(true);
    expect(await until(allListening)).toBe(true);
    expect(await until(consoleIsHealthy)).toBe(true);
  });

  it("brings the database back when its server is killed", async () => {
    const before = postmasterPid();
    process.kill(before, "SIGKILL");
    const isBack = async () => (await query("select 1").catch(() => [])).length === 1 && postmasterPid() !== before;
    expect(await until(isBack)).toBe(true);
  });

  it("leaves nothing behind when it is killed, and starts again on the same data", async () => {
    const made = await query("select id from connection order by id");
    start.process.kill("SIGKILL");
    expect(await start.ended).toBe("SIGKILL");
    expect(await until(noneListening)).toBe(true);
    await startAgain();
    expect(await query("select id from connection order by id")).toEqual(made);
    expect(await query("select version from policy_version")).toEqual([{ version: 1 }]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "stops all of it on %s with exit code 0",
    async (signal) => {
      start.process.kill(signal);
      expect(await start.ended).toBe(0);
      expect(await noneListening()).toBe(true);
      expect(existsSync(path.join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
      expect(existsSync(path.join(dataDir, "supervisor.lock"))).toBe(false);
      await startAgain();
    },
    60_000,
  );

  it("refuses a secret that does not open the embedded database, and leaves it as it was", async () => {
    start.process.kill("SIGTERM");
    await start.ended;
    const wrong = await runStart({ HOLDPOINT_DATA_DIR: dataDir, HOLDPOINT_SECRET: "a secret of another installation" });
    expect(await wrong.ended).toBe(1);
    expect(wrong.errors()).toMatch(/^holdpoint: HOLDPOINT_SECRET does not open what this database holds[^\n]+\n$/);
    expect(await noneListening()).toBe(true);
    await startAgain();
  });
});
