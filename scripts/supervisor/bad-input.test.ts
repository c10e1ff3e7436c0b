import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { claimInstallation } from "#lib/installation/check-installation.ts";
import { startTestDatabase } from "#lib/testing/database.ts";
import { runStart, temporaryFolder } from "#lib/testing/start-product.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** Starts, expects one line on stderr, exit code 1 and nothing created; returns the line. */
async function refusal(env: Record<string, string>): Promise<string> {
  const folder = temporaryFolder();
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const dataDir = env["HOLDPOINT_DATA_DIR"] ?? path.join(folder, "data");
  const existed = existsSync(dataDir);
  const start = await runStart({ HOLDPOINT_DATA_DIR: dataDir, ...env });
  expect(await start.ended).toBe(1);
  expect(existsSync(dataDir)).toBe(existed);
  expect(start.output()).toBe("");
  expect(start.errors()).toMatch(/^holdpoint: [^\n]+\n$/);
  return start.errors();
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** One message of PostgreSQL's protocol: a type, its length, its body. */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

/** Speaks just enough of PostgreSQL's protocol to tell its version. */
function oldPostgres(version: string): Server {
  const ready = message("Z", Buffer.from("I"));
  return createServer((socket) => {
    let greeted = false;
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (!greeted) {
        greeted = true;
        socket.write(Buffer.concat([message("R", Buffer.alloc(4)), ready]));
        return;
      }
      if (data[0] !== "Q".charCodeAt(0)) return;
      const column = Buffer.concat([Buffer.from([0, 1]), Buffer.from("version\0"), Buffer.alloc(6)]);
      const type = Buffer.from([0, 0, 0, 25, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0]);
      const cell = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, version.length]), Buffer.from(version)]);
      const done = message("C", Buffer.from("SELECT 1\0"));
      socket.write(Buffer.concat([message("T", Buffer.concat([column, type])), message("D", cell), done, ready]));
    });
  });
}

describe("npm start refuses in one line, creating nothing,", () => {
  it.each(["PORT", "GATEWAY_PORT"])("a taken %s", async (variable) => {
    const port = await listening(createServer());
    const line = await refusal({ [variable]: String(port) });
    expect(line).toContain(`${variable}: port ${port} is taken`);
    expect(line).toContain(`set ${variable} to a free port`);
  });

  it.each([
    [{ PORT: "40o0" }, 'PORT is "40o0": must be a port number'],
    [{ PORT: "4321", GATEWAY_PORT: "4321" }, "PORT and GATEWAY_PORT are both 4321"],
    [{ DATABASE_URL: "mysql://db/x" }, "DATABASE_URL"],
    [{ REDIS_URL: "localhost:6379" }, "REDIS_URL"],
    [{ HOLDPOINT_SECRET: "short" }, "HOLDPOINT_SECRET"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL"],
    [{ OIDC_ISSUER: "login.example.com" }, "OIDC_ISSUER"],
    [{ OIDC_ISSUER: "https://login.example.com" }, "OIDC_CLIENT_ID is not set, but OIDC_ISSUER is"],
    [{ OIDC_ISSUER: "https://login.example.com", OIDC_CLIENT_ID: "x" }, "OIDC_CLIENT_SECRET is not set"],
  ] as [Record<string, string>, string][])("malformed environment %j", async (env, words) => {
    expect(await refusal(env)).toContain(words);
  });

  it("a database that is not there", async () => {
    const line = await refusal({ DATABASE_URL: "postgresql://me:hunter2@127.0.0.1:9/holdpoint" });
    expect(line).toContain("DATABASE_URL: no PostgreSQL can be used at 127.0.0.1:9/holdpoint");
    expect(line).not.toContain("hunter2");
  });

  it("a database that is too old", async () => {
    const port = await listening(oldPostgres("130012"));
    const line = await refusal({ DATABASE_URL: `postgresql://127.0.0.1:${port}/holdpoint` });
    expect(line).toContain(`PostgreSQL at 127.0.0.1:${port}/holdpoint is version 13; Holdpoint needs 14 or newer`);
  });

  it("a Redis that is not there", async () => {
    expect(await refusal({ REDIS_URL: "redis://127.0.0.1:9" })).toContain(
      "REDIS_URL: no Redis can be used at 127.0.0.1:9",
    );
  });

  it("an issuer that is not there", async () => {
    const oidc = { OIDC_ISSUER: "http://127.0.0.1:9", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "x" };
    const line = await refusal(oidc);
    expect(line).toContain(
      "OIDC_ISSUER: no OpenID provider can be used at http://127.0.0.1:9/.well-known/openid-configuration",
    );
  });

  it("a missing secret, and a wrong one, where a database holds sealed data", async () => {
    const { url, sealer, close } = await startTestDatabase();
    cleanups.push(close);
    await claimInstallation(url, sealer);
    expect(await refusal({ DATABASE_URL: url })).toContain("HOLDPOINT_SECRET is not set and");
    const wrong = await refusal({ DATABASE_URL: url, HOLDPOINT_SECRET: "a secret of another installation" });
    expect(wrong).toContain("HOLDPOINT_SECRET does not open what this database holds");
  });

  it("a missing secret where the embedded database holds data", async () => {
    const folder = temporaryFolder();
    cleanups.push(() => rmSync(folder, { recursive: true }));
    mkdirSync(path.join(folder, "postgres"));
    writeFileSync(path.join(folder, "postgres", "PG_VERSION"), "18\n");
    const line = await refusal({ HOLDPOINT_DATA_DIR: folder });
    expect(line).toContain(
      `HOLDPOINT_SECRET is not set and ${path.join(folder, "secrets", "holdpoint-secret")} is missing`,
    );
  });
});
