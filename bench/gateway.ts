import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { runJob } from "./gateway/child.ts";
import { countLost } from "./gateway/ledger.ts";
import { exchangeLargeBodies, streamGigabyte, uploadGigabyte } from "./gateway/large-bodies.ts";
import { median, print, round } from "./gateway/figures.ts";
import { toolCall } from "./gateway/policy.ts";
import { cpuSeconds, residentMb, sampleMemory } from "./gateway/process-figures.ts";
import type { LoadFigures } from "./gateway/load-process.ts";
import { rawRequest, type RawRequest } from "./gateway/raw-client.ts";
import { startStack } from "./gateway/stack.ts";
import { hasWrk, runWrk } from "./gateway/wrk.ts";

// `npm run bench:gateway -- [--seconds 5] [--rounds 3] [--soak 20] [--streams 10000] [--profile <folder>]`
// docs/benchmarks.md says what is measured and how.

const { values: flags } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    soak: { type: "string", default: "20" },
    streams: { type: "string", default: "10000" },
    profile: { type: "string" },
  },
});
const connections = 32;
const perSecond = 1_000;
const seconds = Number(flags.seconds);

const profiling = flags.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${flags.profile}`];
const stack = await startStack(profiling);
const gatewayPid = stack.gateway.pid ?? 0;
try {
  const load = hasWrk() ? "wrk" : "a generator of our own";
  print(`${availableParallelism()} cores (${cpus()[0]?.model}), node ${process.version}, load by ${load},`);
  print(`1 minute load average at the start ${loadavg()[0]?.toFixed(1)}\n`);

  const upstream = { port: stack.upstreamPort, path: "/direct", body: toolCall };
  const direct = rawRequest({ ...upstream, token: stack.token });
  const throughNode = rawRequest({ ...upstream, port: stack.nodeProxyPort, token: stack.token });
  const proxied =
    stack.nginxPort === null ? throughNode : rawRequest({ ...upstream, port: stack.nginxPort, token: stack.token });
  const held = rawRequest({ port: stack.gatewayPort, path: "/mcp/bench", token: stack.token, body: toolCall });
  const legs = new Map([
    [direct, "direct"],
    [proxied, "nginx"],
    [throughNode, "a bare Node proxy"],
    [held, "Holdpoint"],
  ]);
  let answered = 0;

  async function saturate(request: RawRequest, forSeconds: number): Promise<number> {
    const job = { kind: "closed", request, connections, seconds: forSeconds } as const;
    const figures = hasWrk() ? await runWrk(stack.folder, job) : await endingJob(job);
    if (figures.failed > 0) throw new Error(`${figures.failed} requests failed`);
    if (request === held) answered += figures.answered;
    return figures.answered / figures.seconds;
  }

  // Throughput: they take turns, so that what else the machine does falls on all of them. What is compiled just in time is
  // compiled before; Holdpoint is the largest of them.
  for (const request of legs.keys()) await saturate(request, request === held ? 15 : 3);
  const rates = new Map<RawRequest, number[]>([...legs.keys()].map((request) => [request, []]));
  const cpu = { gateway: 0, postgres: 0, calls: 0 };
  for (let turn = 0; turn < Number(flags.rounds); turn++) {
    for (const [request, found] of rates) {
      const before = { gateway: cpuSeconds(gatewayPid), postgres: cpuSeconds(stack.postgresPid), answered };
      found.push(await saturate(request, seconds));
      if (request !== held) continue;
      cpu.gateway += cpuSeconds(gatewayPid) - before.gateway;
      cpu.postgres += cpuSeconds(stack.postgresPid) - before.postgres;
      cpu.calls += answered - before.answered;
    }
  }
  const rateOf = (request: RawRequest): number => median(rates.get(request) ?? []);
  const rps = rateOf(held);

  // Latency at a fixed rate, by a generator that does not wait for answers.
  const paced = new Map<RawRequest, LoadFigures>();
  for (const request of legs.keys()) {
    const figures = await endingJob({ kind: "paced", request, perSecond, seconds: Math.max(seconds, 5) });
    if (figures.failed > 0) throw new Error(`${figures.failed} requests failed at ${perSecond} requests/s`);
    if (request === held) answered += figures.answered;
    paced.set(request, figures);
  }
  const added = (percentile: "p50Ms" | "p99Ms"): number =>
    (paced.get(held)?.[percentile] ?? Number.NaN) - (paced.get(direct)?.[percentile] ?? Number.NaN);

  print("                       requests/s   of direct   Holdpoint of it   p50 / p99 ms at 1,000/s");
  for (const [request, name] of legs) {
    const rate = rateOf(request);
    const ratios = `${(rate / rateOf(direct)).toFixed(2).padStart(9)}   ${(rps / rate).toFixed(3).padStart(15)}`;
    const p = `${paced.get(request)?.p50Ms.toFixed(2)} / ${paced.get(request)?.p99Ms.toFixed(2)}`;
    print(`${name.padEnd(22)} ${rate.toFixed(0).padStart(10)}   ${ratios}   ${p}`);
  }
  const perCall = (used: number): string => ((used / cpu.calls) * 1e6).toFixed(0);
  print(`CPU µs per call: gateway ${perCall(cpu.gateway)}, PostgreSQL ${perCall(cpu.postgres)}\n`);

  // Memory: large bodies, a large stream, a soak at full speed, idle streams.
  const soak = await sampleMemory(gatewayPid, 500, saturate(held, Number(flags.soak)));
  const third = Math.ceil(soak.mb.length / 3);
  print(
    `soak of ${flags.soak} s at ${round(soak.result, 0)}/s: ${median(soak.mb.slice(third, 2 * third)).toFixed(0)} MB in its middle third, ${median(soak.mb.slice(-third)).toFixed(0)} MB in its last`,
  );
  const bodies = await sampleMemory(gatewayPid, 100, exchangeLargeBodies(stack));
  print(
    `${bodies.result} bodies of 1 MB: ${bodies.mb[0]?.toFixed(0)} MB before, at most ${Math.max(...bodies.mb).toFixed(0)} MB`,
  );
  const stream = await sampleMemory(gatewayPid, 100, streamGigabyte(stack));
  print(`a stream of 1 GB at ${round(stream.result, 0)} MB/s: at most ${Math.max(...stream.mb).toFixed(0)} MB`);
  const upload = await sampleMemory(gatewayPid, 100, uploadGigabyte(stack));
  print(`an upload of 1 GB at ${round(upload.result, 0)} MB/s: at most ${Math.max(...upload.mb).toFixed(0)} MB`);

  const upstreamCalls = Number(await (await fetch(`http://127.0.0.1:${stack.upstreamPort}/calls`)).text());
  const eventsLost = await countLost(stack.pool, { answered, upstreamCalls });
  print(`${answered} calls answered, ${upstreamCalls} at the upstream, ${eventsLost} records missing in the ledger`);

  const idle = await runJob({
    kind: "idle-streams",
    port: stack.gatewayPort,
    path: "/mcp/bench",
    token: stack.token,
    streams: Number(flags.streams),
  });
  const rssMb = residentMb(gatewayPid);
  print(`${idle.figures.answered} idle event streams: ${rssMb.toFixed(0)} MB\n`);
  idle.end();

  print(
    JSON.stringify({
      bench: "gateway",
      ratio_nginx: round(rps / rateOf(proxied), 3),
      ratio_node_proxy: round(rps / rateOf(throughNode), 3),
      ratio_direct: round(rps / rateOf(direct), 3),
      rps: round(rps, 0),
      added_p50_ms_1000rps: round(added("p50Ms"), 2),
      added_p99_ms_1000rps: round(added("p99Ms"), 2),
      events_lost: eventsLost,
      idle_streams: idle.figures.answered,
      rss_mb: round(rssMb, 0),
    }),
  );
} finally {
  await stack.close();
}

async function endingJob(job: Parameters<typeof runJob>[0]) {
  const { figures, end } = await runJob(job);
  end();
  return figures;
}
