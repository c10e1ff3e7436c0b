import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { SnapshotDocument } from "#lib/snapshot/schemas.ts";
import { startTestIssuer } from "#gateway/testing/test-issuer.ts";
import { callUntilAnswered, type ChaosCall, type Fate, type LastWord, type Style } from "./callers.ts";
import { findViolations } from "./find-violations.ts";
import { openKillPoint, type Moment } from "./kill-point.ts";
import { killNow, startGatewayProcess, startPeopleProcess, type Setting } from "./processes.ts";
import { pick, seededRandom } from "./random.ts";

const callsPerRun = 4;
const pointDeadlineMs = 2_500;
const answerDeadlineMs = 20_000;
const fates: [Fate, ...Fate[]] = ["approve", "approve", "deny", "ignore", "cancel"];
const moves = [
  "pending",
  "approved",
  "denied",
  "cancelled",
  "expired",
  "executing",
  "dispatched",
  "completed",
] as const;

export type ChaosResult = { runs: number; kills: number; violations: string[] };

type Options = {
  url: string;
  secret: string;
  pool: Pool;
  sealer: Sealer;
  runs: number;
  seed: number;
  /** Told of each run before it begins, so that one that hangs can be named. */
  onRun?: (run: number, what: string) => void;
};

/**
 * Kills the gateway, or console and worker, at a moment of a hold's way chosen at random, again and again, under calls
 * whose callers never give up; then looks for broken promises in the ledger, the holds, the upstream's own journal and
 * the callers' last words.
 */
export async function runChaos({ url, secret, pool, sealer, runs, seed, onRun }: Options): Promise<ChaosResult> {
  const random = seededRandom(seed);
  const issuer = await startTestIssuer();
  const upstream = await startJournal(random);
  const gatewayUrl = "http://gateway.test";
  const setting: Setting = { url, secret, issuer: issuer.issuer, gatewayUrl };
  await publish(pool, upstream.url);
  const point = await openKillPoint(url);
  let serving = await startGatewayProcess(setting);
  let spare = startGatewayProcess(setting);
  let people = await startPeopleProcess(setting);
  const claims = { sub: "chaos", client_id: "chaos", aud: gatewayUrl, exp: Math.floor(Date.now() / 1000) + 86_400 };
  const token = await issuer.sign(claims);
  const calls = new Map<number, ChaosCall & { word: LastWord | undefined }>();
  let kills = 0;
  /** Undefined while what was killed is being started again. */
  let servedSince: number | undefined = performance.now();

  for (let run = 0; run < runs; run++) {
    const victim = random() < 0.75 ? "gateway" : "people";
    const moment: Moment = pick(random, ["inside", "after", "any"]);
    const move = pick(random, moves);
    onRun?.(run, `${victim} ${moment} ${move}`);
    const reached = moment === "any" ? delay(random() * 400) : point.reached(move, moment, pointDeadlineMs);
    if (moment === "inside") await delay(5);
    const batch = newCalls(random, calls.size, move);
    const answers = batch.map(async (call) => {
      const word = await callUntilAnswered(call, {
        address: () => serving.address,
        token,
        servedSince: () => servedSince ?? performance.now(),
        deadlineMs: answerDeadlineMs,
      });
      calls.set(call.n, { ...call, word });
    });
    const passing = letTimePass(pool);
    if ((await reached) !== false) {
      kills++;
      servedSince = undefined;
      if (victim === "gateway") {
        await killNow(serving.child);
        await point.release();
        serving = await spare;
        spare = startGatewayProcess(setting);
      } else {
        await killNow(people);
        people = await startPeopleProcess(setting);
      }
      servedSince = performance.now();
    }
    await point.release();
    await Promise.all(answers);
    await passing.stop();
  }

  const violations = await findViolations({ pool, sealer }, upstream.journal, [...calls.values()]);
  await point.close();
  await Promise.all([killNow(serving.child), killNow((await spare).child), killNow(people)]);
  await Promise.all([upstream.close(), issuer.close()]);
  return { runs, kills, violations };
}

/** Calls of which at least one can make the wanted move. */
function newCalls(random: () => number, first: number, move: (typeof moves)[number]): ChaosCall[] {
  const needed: Partial<Record<(typeof moves)[number], Fate>> = {
    denied: "deny",
    cancelled: "cancel",
    expired: "ignore",
  };
  return Array.from({ length: callsPerRun }, (_, index) => {
    const fate = index === 0 ? (needed[move] ?? "approve") : pick<Fate>(random, fates);
    const styles: [Style, ...Style[]] = fate === "cancel" ? ["task", "async"] : ["stream", "stream", "task", "async"];
    return { n: first + index + 1, fate, style: pick(random, styles) };
  });
}

/** What the clock would do in a longer test: ignored holds come to their expiry, and leases of dead gateways lapse. */
function letTimePass(pool: Pool): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const done = (async () => {
    for (let round = 0; !stopping.signal.aborted; round++) {
      await delay(60);
      await pool.query(
        "update hold set expires_at = now() where state = 'pending' and coalesce(tool, operation) like '%ignore'",
      );
      // Every second: a gateway that lives has had the time to go on.
      if (round % 16 === 15) await pool.query("update hold set lease_until = now() where lease_until > now()");
    }
  })().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

type Journal = { url: string; journal: Map<number, number>; close: () => Promise<void> };

/** The upstream: writes down what reaches it before it does anything else, and takes its time. */
async function startJournal(random: () => number): Promise<Journal> {
  const journal = new Map<number, number>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
        id?: unknown;
        n?: number;
        params?: { arguments?: { n?: number } };
      };
      const n = body.n ?? body.params?.arguments?.n ?? -1;
      journal.set(n, (journal.get(n) ?? 0) + 1);
      const text = `paid ${n}.`;
      const answer =
        body.params === undefined
          ? { text }
          : { jsonrpc: "2.0", id: body.id, result: { content: [{ type: "text", text }] } };
      setTimeout(() => {
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
      }, random() * 30);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function publish(pool: Pool, upstreamUrl: string): Promise<void> {
  const shared = { baseUrl: upstreamUrl, credential: null, groups: [], holdBudgetMs: 250 };
  const hold = {
    id: "ask",
    match: {},
    effect: "hold",
    approval: { groups: ["approvers"], expiresInS: 3_600, replayS: 86_400 },
  };
  const document = SnapshotDocument.parse({
    connections: [
      { slug: "tools", kind: "mcp", ...shared },
      { slug: "api", kind: "http", ...shared },
    ],
    policy: { version: 1, document: { rules: [hold] } },
    gatewayKeys: [],
  });
  await inTransaction(pool, async (client) => {
    await client.query("insert into snapshot (id, version, document) values (1, 1, $1)", [JSON.stringify(document)]);
    const bell = ringStatement({ topic: "snapshot", version: 1 });
    await client.query(bell.sql, bell.parameters);
  });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
