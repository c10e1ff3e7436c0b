import { afterEach, expect, test } from "vitest";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import pino from "pino";
import { sealCredential } from "#lib/credentials/seal-credential.ts";
import { postRpc } from "../testing/mcp-request.ts";
import { allowAll, startTestGateway, until } from "../testing/start-test-gateway.ts";
import type { StdioCommand } from "./command.ts";
import { launcherHeaders } from "./launcher-headers.ts";
import { startLauncher, type Launcher } from "./start-launcher.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const everything: StdioCommand = {
  program: process.execPath,
  args: ["node_modules/@modelcontextprotocol/server-everything/dist/index.js", "stdio"],
  env: {},
};

/** A server of one line: answers `initialize` and then every call with its own process id and environment. */
const tiny = (env: Record<string, string> = {}): StdioCommand => ({
  program: process.execPath,
  args: [
    "-e",
    `require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const { id, method } = JSON.parse(line);
      if (id === undefined) return;
      if (method === "crash") process.exit(3);
      if (method === "hang") return;
      const result = { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: { name: "t", version: "1" } };
      const said = { pid: process.pid, env: process.env };
      console.log(JSON.stringify({ jsonrpc: "2.0", id, result: method === "initialize" ? result : said }));
    })`,
  ],
  env,
});

async function launch(options: { idleMs?: number; maxChildren?: number } = {}): Promise<Launcher> {
  const launcher = await startLauncher({
    logger: pino({ level: "silent" }),
    path: process.env["PATH"] ?? "",
    ...options,
  });
  closing.push(() => launcher.close());
  return launcher;
}

async function connect(launcher: Launcher, command: StdioCommand): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const requestInit = { headers: Object.fromEntries(launcherHeaders(launcher, command)) };
  await client.connect(new StreamableHTTPClientTransport(new URL(launcher.url), { requestInit }));
  closing.push(() => client.close());
  return client;
}

async function rpc(
  launcher: Launcher,
  command: StdioCommand,
  method: string,
  session?: string,
  sharedBy: string | null = null,
) {
  const response = await fetch(launcher.url, {
    method: "POST",
    headers: {
      ...Object.fromEntries(launcherHeaders(launcher, command, sharedBy)),
      ...(session && { "mcp-session-id": session }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: {} }),
  });
  const data = /data: (.*)/.exec(await response.text())?.[1] ?? "null";
  const message = JSON.parse(data) as { result?: { pid: number; env: Record<string, string> }; error?: object } | null;
  return { status: response.status, session: response.headers.get("mcp-session-id") ?? "", message };
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a real stdio server is used like any other: tools, progress, results", async () => {
  const client = await connect(await launch(), everything);
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain("echo");
  const echoed = await client.callTool({ name: "echo", arguments: { message: "through\na pipe" } });
  expect(JSON.stringify(echoed)).toContain("through");
  let reported = 0;
  const long = { name: "trigger-long-running-operation", arguments: { duration: 0.2, steps: 2 } };
  await client.callTool(long, undefined, { onprogress: () => void reported++ });
  expect(reported).toBeGreaterThan(0);
});

test("each session has a program of its own, with the given environment and nothing of the gateway's", async () => {
  const launcher = await launch();
  const command = tiny({ TOKEN: "given" });
  const first = await rpc(launcher, command, "initialize");
  const second = await rpc(launcher, command, "initialize");
  const one = (await rpc(launcher, command, "who", first.session)).message?.result;
  const two = (await rpc(launcher, command, "who", second.session)).message?.result;
  expect(one?.pid).not.toBe(two?.pid);
  expect(Object.keys(one?.env ?? {}).toSorted()).toEqual(["PATH", "TOKEN"]);
  await launcher.close();
  closing.length = 0;
  await until(() => !isAlive(one?.pid) && !isAlive(two?.pid));
});

test("a program that crashes answers with an error, loses its session, and is not started again at once", async () => {
  const launcher = await launch();
  const { session } = await rpc(launcher, tiny(), "initialize");
  expect((await rpc(launcher, tiny(), "crash", session)).message).toMatchObject({ error: { code: -32_603 } });
  expect((await rpc(launcher, tiny(), "who", session)).status).toBe(404);
  expect((await rpc(launcher, tiny(), "initialize")).status).toBe(503);
  expect((await rpc(launcher, tiny({ OTHER: "1" }), "initialize")).status).toBe(200);
});

test("a program that is not there is an error, not the end of the launcher", async () => {
  const launcher = await launch();
  const missing = { ...tiny(), program: "/nowhere/program" };
  expect((await rpc(launcher, missing, "initialize")).message).toMatchObject({ error: { code: -32_603 } });
  expect((await rpc(launcher, tiny(), "initialize")).status).toBe(200);
});

test("programs are limited in number, ended when idle or on DELETE, and run for nobody without the secret", async () => {
  const launcher = await launch({ maxChildren: 1, idleMs: 1_000 });
  const { session } = await rpc(launcher, tiny(), "initialize");
  expect((await rpc(launcher, tiny(), "initialize")).status).toBe(503);
  const pid = (await rpc(launcher, tiny(), "who", session)).message?.result?.pid;
  const leaving = new AbortController();
  const hanging = await fetch(launcher.url, {
    method: "POST",
    headers: { ...Object.fromEntries(launcherHeaders(launcher, tiny())), "mcp-session-id": session },
    body: JSON.stringify({ jsonrpc: "2.0", id: 2, method: "hang" }),
    signal: leaving.signal,
  });
  expect(hanging.status).toBe(200);
  leaving.abort();
  await until(() => !isAlive(pid));
  const next = await rpc(launcher, tiny(), "initialize");
  expect(next.status).toBe(200);
  const headers = { ...Object.fromEntries(launcherHeaders(launcher, tiny())), "mcp-session-id": next.session };
  expect((await fetch(launcher.url, { method: "DELETE", headers })).status).toBe(200);
  expect((await fetch(launcher.url, { method: "POST", body: "{}" })).status).toBe(403);
});

test("sessions share a program where their connection says so, with nobody else, and it ends with the last", async () => {
  const launcher = await launch({ maxChildren: 2 });
  async function open(sharedBy: string) {
    const { session } = await rpc(launcher, tiny(), "initialize", undefined, sharedBy);
    const pid = (await rpc(launcher, tiny(), "who", session, sharedBy)).message?.result?.pid;
    return { session, pid };
  }
  const [one, two, three, other] = [await open("a"), await open("a"), await open("a"), await open("b")];
  expect([two.pid, three.pid]).toEqual([one.pid, one.pid]);
  expect(other.pid).not.toBe(one.pid);
  for (const { session } of [one, two]) {
    const headers = { ...Object.fromEntries(launcherHeaders(launcher, tiny(), "a")), "mcp-session-id": session };
    expect((await fetch(launcher.url, { method: "DELETE", headers })).status).toBe(200);
  }
  expect((await rpc(launcher, tiny(), "who", one.session, "a")).status).toBe(404);
  expect((await rpc(launcher, tiny(), "who", three.session, "a")).message?.result?.pid).toBe(one.pid);
  const crashed = (await rpc(launcher, tiny(), "crash", three.session, "a")).message;
  expect(crashed).toMatchObject({ error: { code: -32_603 } });
  expect((await rpc(launcher, tiny(), "who", three.session, "a")).status).toBe(404);
});

test("callers of a shareable connection are served by one program through the gateway, each with their own session", async () => {
  const launcher = await launch();
  const gateway = await startTestGateway({ launcher });
  closing.push(() => gateway.close());
  const { program, args } = tiny();
  const credential = { kind: "command" as const, program, args, env: [] };
  async function pidsOfTwo(shareable: boolean): Promise<unknown[]> {
    await gateway.publish([allowAll], ({ connections }) => {
      for (const connection of connections) {
        if (connection.kind !== "mcp") continue;
        connection.baseUrl = "stdio:tiny";
        connection.shareable = shareable;
        connection.credential = sealCredential(gateway.database.sealer, credential)?.toString("base64") ?? null;
      }
    });
    const pids: unknown[] = [];
    for (const token of [await gateway.agentToken(), await gateway.personToken("ann")]) {
      const forged = { "x-holdpoint-shared": "mine" };
      const initialize = { id: 1, method: "initialize", params: { protocolVersion: "2025-11-25" } };
      const opened = await postRpc(gateway.url, token, initialize, { headers: forged });
      const headers = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" };
      await opened.text();
      const answer = await postRpc(gateway.url, token, { id: 1, method: "ping" }, { headers });
      pids.push(/"pid":(\d+)/.exec(await answer.text())?.[1]);
    }
    return pids;
  }
  expect(new Set(await pidsOfTwo(true)).size).toBe(1);
  expect(new Set(await pidsOfTwo(false)).size).toBe(2);
});

test("a connection that is a program is called through the gateway like any other, and its keys stay there", async () => {
  const launcher = await launch();
  const gateway = await startTestGateway({ launcher });
  closing.push(() => gateway.close());
  const { program, args } = everything;
  const credential = { kind: "command" as const, program, args, env: [{ name: "KEY", value: "k3y" }] };
  await gateway.publish([allowAll], ({ connections }) => {
    for (const connection of connections) {
      if (connection.kind !== "mcp") continue;
      connection.baseUrl = "stdio:everything";
      connection.credential = sealCredential(gateway.database.sealer, credential)?.toString("base64") ?? null;
    }
  });
  const client = new Client({ name: "test", version: "1" });
  const requestInit = { headers: { authorization: `Bearer ${await gateway.agentToken()}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp/tools`), { requestInit }));
  closing.push(() => client.close());
  expect(JSON.stringify(await client.callTool({ name: "echo", arguments: { message: "hello" } }))).toContain("hello");
  expect((await gateway.events()).at(-1)).toMatchObject({ operation: "tools/call", tool: "echo", status: "ok" });
  expect(JSON.stringify(await gateway.events())).not.toContain("k3y");
});
