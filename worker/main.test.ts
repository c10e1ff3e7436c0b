import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyQueueMigrations } from "#lib/jobs/apply-queue-migrations.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
  await applyQueueMigrations(db.url);
});
afterAll(() => db.close());

function start(env: Partial<NodeJS.ProcessEnv>): { child: ChildProcess; output: () => string } {
  const child = fork(fileURLToPath(new URL("main.ts", import.meta.url)), {
    execArgv: ["--import", "tsx"],
    env: { CONSOLE_URL: "http://127.0.0.1:3000", HOLDPOINT_SECRET: db.secret, NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

test.each([
  ["SIGTERM", (child: ChildProcess) => child.kill("SIGTERM")],
  ["the loss of its supervisor", (child: ChildProcess) => child.disconnect()],
])("says that it is ready, and leaves with 0 after %s, a second signal meanwhile ignored", async (_, leave) => {
  const { child, output } = start({ DATABASE_URL: db.url });
  expect((await once(child, "message"))[0]).toEqual({ ready: true });
  leave(child);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(output()).not.toMatch(/"level":(50|60)/);
  expect(output()).not.toContain(db.secret);
});

test.each([
  ["a variable that is missing", {}, "DATABASE_URL is not set"],
  ["a database that does not answer", { DATABASE_URL: "postgresql://x@127.0.0.1:1/x" }, "database at DATABASE_URL"],
])("ends with 1 and one line about %s", async (_, env, line) => {
  const { child, output } = start(env);
  const [[code]] = await Promise.all([once(child, "exit"), child.stderr && once(child.stderr, "close")]);
  expect(code).toBe(1);
  expect(output().trim().split("\n")).toHaveLength(1);
  expect(output()).toContain(line);
});
