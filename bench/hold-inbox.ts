import { fork } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { Agent, request, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { newId } from "#lib/core/ids.ts";
import { createSealer } from "#lib/crypto/sealer.ts";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { openPool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { HoldNotice } from "#lib/holds/schemas.ts";
import { openSession } from "#lib/people/open-session.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { makePerson, signInPerson } from "#lib/testing/people.ts";
import { startTestIssuer } from "#gateway/testing/test-issuer.ts";

// How long until every open inbox shows a new hold: the console that was built, as many approvers as `--browsers` says, each
// with a session, a stream, and the reading of the page that a browser does after the stream has said that something came.
// `npm run build && npm run bench:inbox -- --browsers 200 --holds 20`.

const { values } = parseArgs({ options: { browsers: { type: "string" }, holds: { type: "string" } } });
const browsers = Number(values.browsers ?? 200);
const holds = Number(values.holds ?? 20);
const pauseMs = 1_000;
/** As app/(console)/live-holds.tsx. */
const gatherMs = 150;
const secret = "a benchmark's secret, used nowhere else";

const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-bench-"));
const server = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
const url = server.url("bench");
await applyMigrations(url);
const pool = openPool({ url, name: "bench" });
const base = { database: openDatabase({ url }), sealer: createSealer(secret), pool };
const issuer = await startTestIssuer();
// The last build of the console's pages, in a folder of its digest.
const builds = readdirSync("dist/console").map((name) => path.join("dist/console", name));
const [builtIn = ".next"] = builds.toSorted((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
const port = await freePort();
const consoleUrl = `http://127.0.0.1:${port}`;
const child = fork(
  path.resolve("node_modules/next/dist/bin/next"),
  ["start", "--hostname", "127.0.0.1", "--port", String(port)],
  {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      NEXT_DIST_DIR: builtIn,
      DATABASE_URL: url,
      HOLDPOINT_SECRET: secret,
      CONSOLE_URL: consoleUrl,
      GATEWAY_URL: "http://gateway.test",
      OIDC_ISSUER: issuer.issuer,
      OIDC_CLIENT_SECRET: "unused",
      LOG_LEVEL: "warn",
    },
  },
);

const agent = new Agent({ maxSockets: Infinity });
while (
  !(await get("/api/health", "").then(
    ({ statusCode }) => statusCode === 200,
    () => false,
  ))
) {
  await new Promise((resolve) => setTimeout(resolve, 100));
}

/** When each browser could show a hold, and when it had read its page again; by the hold's id. */
const shown = new Map<string, number[]>();
const read = new Map<string, number[]>();
for (let index = 0; index < browsers; index++) await watch(await signIn(index));

const shownMs: number[] = [];
const readMs: number[] = [];
for (let index = 0; index < holds; index++) {
  const hold = await insertHold(base);
  const bell = ringStatement({ topic: "hold", id: hold.id, state: "pending" });
  shown.set(hold.id, []);
  read.set(hold.id, []);
  const rangAt = performance.now();
  await pool.query(bell.sql, bell.parameters);
  await allRead(hold.id);
  shownMs.push(...(shown.get(hold.id) ?? []).map((at) => at - rangAt));
  readMs.push(...(read.get(hold.id) ?? []).map((at) => at - rangAt));
  await base.database.hold.updateMany({ where: { id: hold.id }, data: { state: "cancelled" } });
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}

agent.destroy();
child.kill("SIGKILL");
await Promise.all([pool.end(), base.database.$disconnect(), issuer.close()]);
await server.stop();
rmSync(folder, { recursive: true, force: true });
console.log(
  JSON.stringify({
    bench: "inbox",
    browsers,
    holds,
    shown_p50_ms: percentile(shownMs, 0.5),
    shown_p99_ms: percentile(shownMs, 0.99),
    shown_max_ms: percentile(shownMs, 1),
    read_again_max_ms: percentile(readMs, 1),
  }),
);
process.exit(0);

async function signIn(index: number): Promise<string> {
  const person = await signInPerson(
    base,
    makePerson("power_user", { email: `a${index}@example.com`, groups: ["approvers"] }),
  );
  const token = newId("usr");
  await openSession(base, { token, userId: person.id, expires: new Date(Date.now() + 3_600_000) });
  return `holdpoint.session=${token}`;
}

/**
 * An open inbox: its stream, whose notice of a new call has the row that the list shows, and the page again a little later,
 * as app/(console)/live-holds.tsx does it.
 */
async function watch(cookie: string): Promise<void> {
  const stream = await get("/api/holds/stream", cookie);
  stream.setEncoding("utf8");
  let rest = "";
  await new Promise<void>((resolve) => {
    stream.on("data", (text: string) => {
      const events = (rest + text).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        if (event.startsWith("event: gap")) resolve();
        const [, data] = /^event: hold\ndata: (.*)$/.exec(event) ?? [];
        if (data !== undefined) void take(cookie, HoldNotice.parse(JSON.parse(data)));
      }
    });
  });
}

async function take(cookie: string, { id, row, spreadMs }: HoldNotice): Promise<void> {
  if (row?.excerpt) shown.get(id)?.push(performance.now());
  await new Promise((resolve) => setTimeout(resolve, gatherMs + Math.random() * spreadMs));
  const page = await get("/approvals", cookie);
  page.setEncoding("utf8");
  let text = "";
  for await (const chunk of page) text += String(chunk);
  if (text.includes(id)) read.get(id)?.push(performance.now());
}

async function allRead(id: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while ((read.get(id)?.length ?? 0) < browsers) {
    if (performance.now() > deadline) throw new Error(`${read.get(id)?.length} of ${browsers} browsers have read it`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function get(route: string, cookie: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(`${consoleUrl}${route}`, { agent, headers: { cookie } }, resolve).on("error", reject).end();
  });
}

function percentile(of: readonly number[], share: number): number {
  const sorted = of.toSorted((left, right) => left - right);
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
}
